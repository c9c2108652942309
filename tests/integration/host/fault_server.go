// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// faultServer is a service on which one fault occurs. It ends with the test.
type faultServer struct {
	t         testing.TB
	command   *exec.Cmd
	ports     map[string]int
	ca        string // a file
	log       string // a file
	elsewhere atomic.Int64
}

func newFaultServer(t testing.TB, flags ...string) *faultServer {
	t.Helper()
	folder := t.TempDir()
	s := &faultServer{t: t, ca: filepath.Join(folder, "ca.pem"), log: filepath.Join(folder, "log")}
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.elsewhere.Add(1) }))
	t.Cleanup(other.Close)
	ports := filepath.Join(folder, "ports.json")
	s.command = exec.Command(fromEnvironment(t, "FAULT_SERVER"), append(flags, "--ports-file", ports,
		"--ca-file", s.ca, "--log-file", s.log, "--elsewhere", other.URL, "--max-seconds", "300")...)
	stdout, err := s.command.StdoutPipe()
	check(t, err)
	check(t, s.command.Start())
	t.Cleanup(func() {
		_ = s.command.Process.Kill()
		_ = s.command.Wait()
	})
	_, err = bufio.NewReader(stdout).ReadString('\n')
	check(t, err)
	text, err := os.ReadFile(ports)
	check(t, err)
	check(t, json.Unmarshal(text, &s.ports))
	return s
}

// url is the address of a place: the fault server's port of that name, or one without a service.
func (s *faultServer) url(place, name string) string {
	s.t.Helper()
	switch place {
	case "proxy", "proxy-refused", "proxy-unknown-name":
		return "https://" + name + ".proxied.example"
	case "refused":
		return fmt.Sprintf("http://127.0.0.1:%d", closedPort(s.t))
	case "unknown-name":
		return "http://no-such-host.invalid"
	case "http-to-tls":
		return fmt.Sprintf("http://127.0.0.1:%d", s.ports["tls"])
	}
	port, found := s.ports[place]
	if !found {
		s.t.Fatalf("there is no place %q", place)
	}
	scheme := "http"
	if strings.HasPrefix(place, "tls") {
		scheme = "https"
	}
	return fmt.Sprintf("%s://127.0.0.1:%d", scheme, port)
}

// environment is what a provider needs to reach a place.
func (s *faultServer) environment(place string) []string {
	// One query to a name server with a short time-out: without a name server the result is the same.
	environment := []string{"RES_OPTIONS=retrans:1000 retry:1 timeout:1 attempts:1"}
	switch place {
	case "proxy":
		return append(environment, fmt.Sprintf("HTTPS_PROXY=http://127.0.0.1:%d", s.ports["plain"]))
	case "proxy-refused":
		return append(environment, fmt.Sprintf("HTTPS_PROXY=http://127.0.0.1:%d", closedPort(s.t)))
	case "proxy-unknown-name":
		return append(environment, "HTTPS_PROXY=http://no-such-proxy.invalid:3128")
	}
	return environment
}

// closedPort is a port that nobody listens on while the test runs. A bound socket that does not listen
// holds it, so that no other test's server can get it.
func closedPort(t testing.TB) int {
	t.Helper()
	holder, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	check(t, err)
	t.Cleanup(func() { syscall.Close(holder) })
	check(t, syscall.Bind(holder, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	address, err := syscall.Getsockname(holder)
	check(t, err)
	return address.(*syscall.SockaddrInet4).Port
}

// faulty counts the calls and connections that were disturbed.
func (s *faultServer) faulty() (count int) {
	s.t.Helper()
	text, err := os.ReadFile(s.log)
	check(s.t, err)
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		var entry struct{ Fault string }
		if line == "" {
			continue
		}
		check(s.t, json.Unmarshal([]byte(line), &entry))
		if entry.Fault != "none" && entry.Fault != "" {
			count++
		}
	}
	return count
}

// endFaults makes the service work from now on.
func (s *faultServer) endFaults() {
	s.t.Helper()
	check(s.t, s.command.Process.Signal(syscall.SIGUSR1))
	for began := time.Now(); time.Since(began) < patience; time.Sleep(5 * time.Millisecond) {
		text, err := os.ReadFile(s.log)
		check(s.t, err)
		if strings.Contains(string(text), `{"end":true}`) {
			return
		}
	}
	s.t.Fatal("the faults do not end")
}

// faultsOfServer returns its tables: names and descriptions by kind, "faults" and "ports".
func faultsOfServer(t testing.TB) (tables map[string]map[string]string) {
	t.Helper()
	text, err := exec.Command(fromEnvironment(t, "FAULT_SERVER"), "--list").Output()
	check(t, err)
	check(t, json.Unmarshal(text, &tables))
	return tables
}
