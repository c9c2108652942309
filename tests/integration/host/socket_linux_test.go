// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shortTempDir is a folder whose path leaves room for a socket's name, which testing's may not.
func shortTempDir(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "h")
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// startWithoutTmp starts the provider in a mount namespace in which /tmp is read-only.
func startWithoutTmp(t testing.TB, environment []string) *process {
	t.Helper()
	const readOnlyTmp = `mount -t tmpfs -o ro,size=4k none /tmp && exec "$0"`
	probe := exec.Command("unshare", "--mount", "--map-root-user", "sh", "-c", "mount -t tmpfs none /tmp")
	if output, err := probe.CombinedOutput(); err != nil {
		t.Skipf("no mount namespaces here: %s", strings.TrimSpace(string(output)))
	}
	if strings.HasPrefix(binary(t), "/tmp/") {
		t.Skip("the provider itself stands below /tmp")
	}
	return startCommand(t, exec.Command("unshare", "--mount", "--map-root-user", "sh", "-c",
		readOnlyTmp, binary(t)), environment)
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

func TestPlaintext_OnlyOnAPrivateSocket(t *testing.T) {
	h := start(t, hostEnvironment()).handshake()
	if h.certificate != nil || h.network != "unix" || !filepath.IsAbs(h.address) {
		t.Fatalf("line %q", h.fields)
	}
	folder, err := os.Stat(filepath.Dir(h.address))
	check(t, err)
	if folder.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %o, want 700", folder.Mode().Perm())
	}
	check(t, h.dialPlain(t).served(patience))
}
