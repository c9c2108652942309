// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// program is one of tests/support, which plays the cloud. It is killed when the test ends.
type program struct {
	t         testing.TB
	firstLine string
	folder    string
	command   *exec.Cmd
}

// startProgram starts the program that a variable names, and waits for its first line. "{folder}" in an argument is a
// folder for its files.
func startProgram(t testing.TB, variable string, arguments ...string) *program {
	t.Helper()
	p := &program{t: t, folder: t.TempDir()}
	for i := range arguments {
		arguments[i] = strings.ReplaceAll(arguments[i], "{folder}", p.folder)
	}
	p.command = exec.Command(fromEnvironment(t, variable), arguments...)
	stdout, err := p.command.StdoutPipe()
	check(t, err)
	check(t, p.command.Start())
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		_ = p.command.Wait()
	})
	p.firstLine, err = bufio.NewReader(stdout).ReadString('\n')
	check(t, err)
	return p
}

// file returns the content of a file in the program's folder.
func (p *program) file(name string) []byte {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.folder, name))
	check(p.t, err)
	return text
}

// wake sends SIGUSR1.
func (p *program) wake() {
	p.t.Helper()
	check(p.t, p.command.Process.Signal(syscall.SIGUSR1))
}

// outputOf runs such a program to its end.
func outputOf(t testing.TB, variable string, arguments ...string) []byte {
	t.Helper()
	text, err := exec.Command(fromEnvironment(t, variable), arguments...).Output()
	check(t, err)
	return text
}
