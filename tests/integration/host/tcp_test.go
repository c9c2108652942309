// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	plugin "github.com/hashicorp/go-plugin"
)

const overTCP = "CTS_PLUGIN_NETWORK=tcp"

func TestTCP_GoPluginConnectsPingsAndStops(t *testing.T) {
	folder := temporaryFolder(t)
	config := clientConfig()
	config.Cmd = exec.Command(binary(t))
	config.Cmd.Env = append(baseEnvironment(), overTCP, "TMPDIR="+folder, "TMP="+folder)
	config.SkipHostEnv = true
	config.MinPort, config.MaxPort = 21000, 21999
	client := plugin.NewClient(config)
	defer client.Kill()
	protocol, err := client.Client()
	check(t, err)
	check(t, protocol.Ping())
	address, ok := client.ReattachConfig().Addr.(*net.TCPAddr)
	if !ok || !address.IP.Equal(net.IPv4(127, 0, 0, 1)) || address.Port < 21000 || address.Port > 21999 {
		t.Errorf("the provider listens at %v, want 127.0.0.1 and a port from 21000 to 21999",
			client.ReattachConfig().Addr)
	}
	servesAndStops(t, client, protocol)
	if left := entries(t, folder); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestTCP_UnknownClientsAreRefused(t *testing.T) {
	client := newIdentity(t)
	h := start(t, hostEnvironment(overTCP, "PLUGIN_CLIENT_CERT="+client.pem)).handshake()
	if h.network != "tcp" {
		t.Fatalf("line %q, want a TCP address", h.fields)
	}
	if h.dialPlain(t).served(unknownClientPatience) == nil {
		t.Error("a stranger without TLS is served")
	}
	if h.dialAs(t, newIdentity(t)).served(unknownClientPatience) == nil {
		t.Error("a stranger with a certificate of his own is served")
	}
	check(t, h.dialAs(t, client).served(patience))
}

// Nagle's algorithm would add 40 ms to a call whose frames are sent one by one.
func TestTCP_SmallCallsAreNotDelayed(t *testing.T) {
	_, c := connect(t, overTCP)
	c.call("GetMetadata", nil)
	const calls = 50
	began := time.Now()
	for range calls {
		c.call("GetMetadata", nil)
	}
	if took := time.Since(began); took > slack(calls*10*time.Millisecond) {
		t.Errorf("%d calls one after the other took %v", calls, took)
	}
}

// The provider serves calls that arrive together in threads, which also read from the connection. When such
// a thread ends, Windows may cancel what it reads, and wine loses it. Reads that share a call end together, and
// the next ones arrive just then.
func TestTCP_ConnectionSurvivesTheEndOfThreads(t *testing.T) {
	_, c := connect(t, overTCP)
	c.configure(newCloud(t).settings())
	request := readRequest(t, object{"buckets": buckets("audit-traces")})
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for range 300 {
				ctx, cancel := context.WithTimeout(context.Background(), patience)
				_, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource", request)
				cancel()
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestTCP_UsesAFreePortOfTheRangeOrNamesTheVariable(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	client := newIdentity(t)
	environment := func(last int) []string {
		return hostEnvironment(overTCP, "PLUGIN_CLIENT_CERT="+client.pem,
			fmt.Sprint("PLUGIN_MIN_PORT=", port), fmt.Sprint("PLUGIN_MAX_PORT=", last))
	}
	h := start(t, environment(port+50)).handshake()
	_, text, _ := strings.Cut(h.address, ":")
	if free, err := strconv.Atoi(text); err != nil || free <= port || free > port+50 {
		t.Errorf("port %q, want one from %d to %d", text, port+1, port+50)
	}
	check(t, h.dialAs(t, client).served(patience))
	refused(t, start(t, environment(port)), "PLUGIN_MIN_PORT")
}

func TestTCP_PlaintextIsRefused(t *testing.T) {
	refused(t, start(t, hostEnvironment(overTCP)), "TF_DISABLE_PLUGIN_TLS")
	refused(t, start(t, append(baseEnvironment(), overTCP), "--debug"), "--debug")
}

func TestTCP_UnknownNetworkIsRefused(t *testing.T) {
	refused(t, start(t, hostEnvironment("CTS_PLUGIN_NETWORK=vsock")), `CTS_PLUGIN_NETWORK is "vsock"`)
}

// refused requires that the provider exits with a reason instead of a handshake line.
func refused(t testing.TB, p *process, reason string) {
	t.Helper()
	if code := p.exitCode(); code == 0 {
		t.Error("the provider ends with 0")
	}
	if line := p.stdout.String(); line != "" {
		t.Errorf("stdout is %q, want nothing", line)
	}
	if said := p.stderr.String(); !strings.Contains(said, reason) {
		t.Errorf("stderr does not name %s: %q", reason, said)
	}
}
