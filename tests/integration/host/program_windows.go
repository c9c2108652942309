// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

// program is one of tests/support, which plays the cloud. These are programs for Linux, so
// tests/windows/programs.py starts them for tests under wine; CTS_PROGRAMS is its URL.
type program struct {
	t         testing.TB
	firstLine string
	url       string
}

// startProgram starts the program that a variable names, and waits for its first line. "{folder}" in an argument is a
// folder for its files.
func startProgram(t testing.TB, variable string, arguments ...string) *program {
	t.Helper()
	service := fromEnvironment(t, "CTS_PROGRAMS")
	var started struct{ ID, Line string }
	text := ask(t, "POST", service+"/start", object{"program": variable, "arguments": arguments})
	check(t, json.Unmarshal(text, &started))
	p := &program{t: t, firstLine: started.Line, url: service + "/" + started.ID}
	t.Cleanup(func() { ask(t, "DELETE", p.url, nil) })
	return p
}

// file returns the content of a file in the program's folder.
func (p *program) file(name string) []byte {
	p.t.Helper()
	return ask(p.t, "GET", p.url+"/"+name, nil)
}

// wake sends SIGUSR1.
func (p *program) wake() {
	p.t.Helper()
	ask(p.t, "POST", p.url+"/wake", nil)
}

// outputOf runs such a program to its end.
func outputOf(t testing.TB, variable string, arguments ...string) []byte {
	t.Helper()
	return ask(t, "POST", fromEnvironment(t, "CTS_PROGRAMS")+"/run",
		object{"program": variable, "arguments": arguments})
}

func ask(t testing.TB, method, url string, body object) []byte {
	t.Helper()
	text, err := json.Marshal(body)
	check(t, err)
	request, err := http.NewRequest(method, url, bytes.NewReader(text))
	check(t, err)
	response, err := http.DefaultClient.Do(request)
	check(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	check(t, err)
	if response.StatusCode != 200 {
		t.Fatalf("%s %s: %s: %s", method, url, response.Status, answer)
	}
	return answer
}
