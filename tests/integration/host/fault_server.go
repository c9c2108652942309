// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// faultServer is a service with one fault. It is killed when the test ends.
type faultServer struct {
	t          testing.TB
	program    *program
	ports      map[string]int
	caFile     string
	redirected atomic.Int64 // requests to the other host, which redirects name
}

func newFaultServer(t testing.TB, flags ...string) *faultServer {
	t.Helper()
	s := &faultServer{t: t, caFile: filepath.Join(t.TempDir(), "ca.pem")}
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.redirected.Add(1) }))
	t.Cleanup(other.Close)
	s.program = startProgram(t, "FAULT_SERVER", append(flags, "--ports-file", "{folder}/ports.json",
		"--ca-file", "{folder}/ca.pem", "--log-file", "{folder}/log", "--redirect-target", other.URL,
		"--max-seconds", "300")...)
	check(t, json.Unmarshal(s.program.file("ports.json"), &s.ports))
	check(t, os.WriteFile(s.caFile, s.program.file("ca.pem"), 0o644))
	return s
}

// url returns the URL of an endpoint: the fault server's port of that name, or an address without a service. Behind a
// proxy, it names the service.
func (s *faultServer) url(endpoint, service string) string {
	s.t.Helper()
	switch endpoint {
	case "proxy", "proxy-closed-port", "proxy-unknown-host":
		return "https://" + service + ".proxied.example"
	case "closed-port":
		return fmt.Sprintf("http://127.0.0.1:%d", closedPort(s.t))
	case "unknown-host":
		return "http://no-such-host.invalid"
	case "http-to-tls":
		return fmt.Sprintf("http://127.0.0.1:%d", s.ports["tls"])
	}
	port, found := s.ports[endpoint]
	if !found {
		s.t.Fatalf("the fault server has no port %q", endpoint)
	}
	scheme := "http"
	if strings.HasPrefix(endpoint, "tls") {
		scheme = "https"
	}
	return fmt.Sprintf("%s://127.0.0.1:%d", scheme, port)
}

// environment returns the variables with which a provider connects to an endpoint.
func (s *faultServer) environment(endpoint string) []string {
	// One query with a short time-out, because the machine may have no name server.
	environment := []string{"RES_OPTIONS=retrans:1000 retry:1 timeout:1 attempts:1"}
	switch endpoint {
	case "proxy":
		return append(environment, fmt.Sprintf("HTTPS_PROXY=http://127.0.0.1:%d", s.ports["plain"]))
	case "proxy-closed-port":
		return append(environment, fmt.Sprintf("HTTPS_PROXY=http://127.0.0.1:%d", closedPort(s.t)))
	case "proxy-unknown-host":
		return append(environment, "HTTPS_PROXY=http://no-such-proxy.invalid:3128")
	}
	return environment
}

// occurrences counts the requests and connections that met the fault.
func (s *faultServer) occurrences() (count int) {
	s.t.Helper()
	for _, line := range strings.Split(strings.TrimSuffix(string(s.program.file("log")), "\n"), "\n") {
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

// endFaults makes the service work correctly from now on.
func (s *faultServer) endFaults() {
	s.t.Helper()
	s.program.wake()
	for began := time.Now(); time.Since(began) < patience; time.Sleep(5 * time.Millisecond) {
		if strings.Contains(string(s.program.file("log")), `{"end":true}`) {
			return
		}
	}
	s.t.Fatalf("the fault server did not end its faults within %v", patience)
}

// faultsOfServer returns the descriptions of what the fault server can do, by "faults" or "ports" and by name.
func faultsOfServer(t testing.TB) (tables map[string]map[string]string) {
	t.Helper()
	check(t, json.Unmarshal(outputOf(t, "FAULT_SERVER", "--list"), &tables))
	return tables
}
