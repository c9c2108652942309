// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stop shuts a provider down as a host does, and requires exit code 0.
func (c *connection) stop(p *process) {
	c.t.Helper()
	c.shutDown(p)
	if code := p.exitCode(); code != 0 {
		c.t.Errorf("after Shutdown it ended with %d", code)
	}
}

func (c *connection) shutDown(p *process) {
	c.t.Helper()
	ctx, cancel := contextWithPatience()
	defer cancel()
	// Neither the response nor a broken connection matters here; the process must exit.
	_, _ = c.try(ctx, "/plugin.GRPCController/Shutdown", nil)
	p.gone(patience)
}

func entries(t testing.TB, folder string) []string {
	t.Helper()
	all, err := os.ReadDir(folder)
	check(t, err)
	names := []string{}
	for _, one := range all {
		names = append(names, one.Name())
	}
	return names
}

func TestSocket_IsInTmpdirAndIsRemoved(t *testing.T) {
	folder := shortTempDir(t)
	client := newIdentity(t)
	p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem, "TMPDIR="+folder))
	h := p.handshake()
	if !strings.HasPrefix(h.address, folder+"/") {
		t.Fatalf("socket at %q, not below TMPDIR %q", h.address, folder)
	}
	mode, err := os.Stat(filepath.Dir(h.address))
	check(t, err)
	if filepath.Dir(h.address) == folder || mode.Mode().Perm() != 0o700 {
		t.Errorf("socket at %q is not in a private folder (mode %o)", h.address, mode.Mode().Perm())
	}
	h.dialAs(t, client).stop(p)
	if left := entries(t, folder); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSocket_FallsBackToTmpIfTmpdirIsUnusable(t *testing.T) {
	long := filepath.Join(shortTempDir(t), strings.Repeat("long-directory-name/", 6))
	check(t, os.MkdirAll(long, 0o755))
	file := filepath.Join(shortTempDir(t), "file")
	check(t, os.WriteFile(file, nil, 0o644))
	for name, folder := range map[string]string{
		"too long":     strings.TrimSuffix(long, "/"),
		"missing":      filepath.Join(shortTempDir(t), "missing"),
		"a file":       file,
		"not writable": "/proc", // root can write to any ordinary folder
		"empty":        "",
	} {
		for _, mtls := range []bool{true, false} {
			t.Run(name+map[bool]string{true: " under mTLS", false: " in plaintext"}[mtls], func(t *testing.T) {
				client := newIdentity(t)
				environment := hostEnvironment("TMPDIR=" + folder)
				if mtls {
					environment = append(environment, "PLUGIN_CLIENT_CERT="+client.pem)
				}
				p := start(t, environment)
				h := p.handshake()
				if h.network != "unix" || !strings.HasPrefix(h.address, "/tmp/") {
					t.Fatalf("line %q, want a socket in /tmp", h.fields)
				}
				var c *connection
				if mtls {
					c = h.dialAs(t, client)
				} else {
					c = h.dialPlain(t)
				}
				check(t, c.served(patience))
				c.stop(p)
				if _, err := os.Stat(filepath.Dir(h.address)); !os.IsNotExist(err) {
					t.Errorf("%s is left behind", filepath.Dir(h.address))
				}
			})
		}
	}
}

// If even /tmp is unusable, an abstract socket is used, which mTLS makes safe. The test mounts /tmp
// read-only in a mount namespace.
func TestSocket_IsAbstractIfNoFolderIsWritable(t *testing.T) {
	for _, mtls := range []bool{true, false} {
		t.Run(map[bool]string{true: "mTLS", false: "plaintext exits instead"}[mtls], func(t *testing.T) {
			client := newIdentity(t)
			environment := hostEnvironment("TMPDIR=/proc")
			if mtls {
				environment = append(environment, "PLUGIN_CLIENT_CERT="+client.pem)
			}
			p := startWithoutTmp(t, environment)
			if !mtls {
				if code := p.exitCode(); code == 0 || p.stdout.String() != "" {
					t.Errorf("exit %d, stdout %q: an open plaintext socket is for every local user", code, p.stdout)
				}
				if !strings.Contains(p.stderr.String(), "TMPDIR") {
					t.Errorf("stderr does not say what to do: %q", p.stderr)
				}
				return
			}
			h := p.handshake()
			if h.network != "unix" || !strings.HasPrefix(h.address, "@") {
				t.Fatalf("line %q, want an abstract socket", h.fields)
			}
			// An abstract name belongs to the network namespace, which the provider still shares.
			check(t, h.dialAs(t, client).served(patience))
			if h.dialPlain(t).served(unknownClientPatience) == nil {
				t.Error("a stranger is served on the abstract socket")
			}
		})
	}
}

func TestSocket_PrefersTheFolderThatTheHostNames(t *testing.T) {
	folder := shortTempDir(t)
	h := start(t, hostEnvironment("PLUGIN_UNIX_SOCKET_DIR="+folder)).handshake()
	if !strings.HasPrefix(h.address, folder+"/") {
		t.Errorf("socket at %q, not below PLUGIN_UNIX_SOCKET_DIR %q", h.address, folder)
	}
}
