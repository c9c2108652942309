// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nameTable is ../../field/names.json: how the provider, glibc and Go look names up. docs/design/names.md
// is generated from the same file.
type nameTable struct {
	Cases []nameCase `json:"cases"`
}

type nameCase struct {
	What        string              `json:"what"`
	Lookup      string              `json:"lookup"`
	ResolvConf  []string            `json:"resolv_conf"`
	Hosts       []string            `json:"hosts,omitempty"`
	Environment []string            `json:"environment,omitempty"`
	Servers     map[string][]string `json:"servers"`
	Says        string              `json:"says,omitempty"`   // in our diagnostic
	Better      string              `json:"better,omitempty"` // why ours may find what neither oracle does
	Recorded    map[string]string   `json:"recorded,omitempty"`
}

// nameResult is the result of one resolver in one case.
type nameResult struct {
	Addresses []string      `json:"addresses"` // of ours: the one that was connected to
	Took      time.Duration `json:"took"`
	Said      string        `json:"said"`
}

func (r nameResult) found() bool { return len(r.Addresses) != 0 }

// String is a cell of the table, in seconds; less than half a second is "at once".
func (r nameResult) String() string {
	when := "at once"
	if r.Took >= 500*time.Millisecond {
		when = fmt.Sprintf("%.0f s", r.Took.Seconds())
	}
	if r.found() {
		return "found, " + when
	}
	return "not found, " + when
}

const nameTablePath = "../../field/names.json"

func readNameTable(t testing.TB) (table nameTable) {
	t.Helper()
	text, err := os.ReadFile(nameTablePath)
	check(t, err)
	check(t, json.Unmarshal(text, &table))
	return table
}

// staticResolver builds the Go program that looks names up without glibc.
func staticResolver(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "resolver")
	build := exec.Command(filepath.Join(goRoot(), "bin", "go"), "build", "-tags", "netgo", "-o", program, ".")
	build.Dir = "../../field/resolver"
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return program
}

func goRoot() string {
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "/usr/local/go"
	}
	return strings.TrimSpace(string(output))
}

// lookUp runs inside the namespaces of one case.
func (c nameCase) lookUp(t testing.TB, who string) nameResult {
	t.Helper()
	bringLoopbackUp(t)
	hosts := append([]string{"127.0.0.1 localhost"}, c.Hosts...)
	replaceFile(t, "/etc/hosts", strings.Join(hosts, "\n")+"\n")
	replaceFile(t, "/etc/resolv.conf", strings.Join(c.ResolvConf, "\n")+"\n")
	replaceFile(t, "/etc/nsswitch.conf", "hosts: files dns\n")
	for address, rules := range c.Servers {
		if host, _, zoned := strings.Cut(address, "%"); zoned {
			giveLoopback(t, host)
		}
		startDNS(t, address, rules)
	}
	switch who {
	case "ours":
		return c.lookUpAsProvider(t)
	case "glibc":
		return c.lookUpBy(t, "getent", "ahosts", c.Lookup)
	case "go":
		return c.lookUpBy(t, os.Getenv("FIELD_RESOLVER"), c.Lookup)
	}
	t.Fatalf("there is no resolver %q", who)
	return nameResult{}
}

// lookUpBy runs a program that prints lines beginning with an address.
func (c nameCase) lookUpBy(t testing.TB, program string, arguments ...string) (result nameResult) {
	t.Helper()
	command := exec.Command(program, arguments...)
	command.Env = append(baseEnvironment(), c.Environment...)
	began := time.Now()
	output, _ := command.Output() // status 2: not found
	result.Took = time.Since(began)
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) > 0 {
			if address := net.ParseIP(fields[0]); address != nil {
				result.Addresses = append(result.Addresses, address.String())
			}
		}
	}
	return result
}

// lookUpAsProvider checks a bucket at http://NAME:PORT; the service reports the address that was connected to.
func (c nameCase) lookUpAsProvider(t testing.TB) (result nameResult) {
	t.Helper()
	service := &cloud{abandoned: make(chan struct{}, 8), arrived: make(chan struct{}, 8)}
	listener, err := net.Listen("tcp", "[::]:0")
	check(t, err)
	service.Server = &httptest.Server{Listener: listener, Config: &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			local := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
			result.Addresses = append(result.Addresses, local.IP.String())
			service.respond(w, r)
		}),
	}}
	service.Start()
	t.Cleanup(service.Close)
	port := listener.Addr().(*net.TCPAddr).Port
	_, connection := connect(t, c.Environment...)
	settings := service.settings()
	settings["endpoints"] = map[string]any{"cts": fmt.Sprintf("http://%s:%d", c.Lookup, port), "metadata": ""}
	settings["max_retries"] = 0
	connection.configure(settings)
	began := time.Now()
	state, said := connection.readFor(time.Minute, object{"buckets": buckets("audit-traces")})
	result.Took = time.Since(began)
	result.Said = fmt.Sprint(said)
	if (state != nil) != result.found() {
		t.Fatalf("the service was asked %d times, and the provider says: %v", len(result.Addresses), said)
	}
	return result
}

// readFor is read with a time limit of its own.
func (c *connection) readFor(limit time.Duration, values object) (object, []diagnostic) {
	c.t.Helper()
	ctx, cancel := contextFor(limit)
	defer cancel()
	response, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(c.t, values))
	check(c.t, err)
	said := response.diagnostics(2)
	if !response.has(1) {
		return nil, said
	}
	return decode(c.t, response.sub(1)), said
}
