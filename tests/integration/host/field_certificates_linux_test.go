// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// certificateCase puts files where programs look for CAs; Go and the provider must agree.
type certificateCase struct {
	name        string
	place       func(c certificateFixture)
	environment []string
	says        string // in our diagnostic, when the server is not trusted
}

type certificateFixture struct {
	t                                     testing.TB
	root, intermediate, server, otherRoot *authority
}

func (f certificateFixture) write(path, text string) {
	f.t.Helper()
	check(f.t, os.MkdirAll(filepath.Dir(path), 0o755))
	check(f.t, os.WriteFile(path, []byte(text), 0o644))
}

// hashLink names a certificate as in OpenSSL's hashed directories.
func (f certificateFixture) hashLink(folder string, a *authority) {
	f.t.Helper()
	command := exec.Command("openssl", "x509", "-noout", "-subject_hash")
	command.Stdin = strings.NewReader(a.pem())
	hash, err := command.Output()
	check(f.t, err)
	f.write(filepath.Join(folder, strings.TrimSpace(string(hash))+".0"), a.pem())
}

const damagedBlock = "-----BEGIN CERTIFICATE-----\nAAAA*\n-----END CERTIFICATE-----\n"

func certificateCases() []certificateCase {
	caFile := "/etc/ssl/certs/company.crt"
	return []certificateCase{
		{name: "no certificates", place: func(f certificateFixture) {}, says: "No CA certificates were found in /etc/ssl/certs, "},
		{name: "another authority", place: func(f certificateFixture) { f.write(caFile, f.otherRoot.pem()) },
			says: "set cacert_file to its certificate"},
		{name: "a plain file in /etc/ssl/certs", place: func(f certificateFixture) { f.write(caFile, f.root.pem()) }},
		{name: "a plain file next to hash links", place: func(f certificateFixture) {
			f.hashLink("/etc/ssl/certs", f.otherRoot)
			f.write(caFile, f.root.pem())
		}},
		{name: "a hash link", place: func(f certificateFixture) { f.hashLink("/etc/ssl/certs", f.root) }},
		{name: "a plain file in /etc/pki/tls/certs", place: func(f certificateFixture) {
			f.write("/etc/pki/tls/certs/company.pem", f.root.pem())
		}},
		{name: "a mounted ConfigMap", place: func(f certificateFixture) {
			f.write("/etc/ssl/certs/..2026/company.crt", f.root.pem())
			check(f.t, os.Symlink("..2026", "/etc/ssl/certs/..data"))
			check(f.t, os.Symlink("..data/company.crt", caFile))
		}},
		{name: "Debian's bundle", place: func(f certificateFixture) {
			f.write("/etc/ssl/certs/ca-certificates.crt", f.otherRoot.pem()+f.root.pem())
		}},
		{name: "RHEL's bundle", place: func(f certificateFixture) {
			f.write("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", f.root.pem())
		}},
		{name: "older RHEL's bundle", place: func(f certificateFixture) {
			f.write("/etc/pki/tls/certs/ca-bundle.crt", f.root.pem())
		}},
		{name: "openSUSE's bundle", place: func(f certificateFixture) { f.write("/etc/ssl/ca-bundle.pem", f.root.pem()) }},
		{name: "Alpine's bundle", place: func(f certificateFixture) { f.write("/etc/ssl/cert.pem", f.root.pem()) }},
		{name: "a bundle with a damaged certificate", place: func(f certificateFixture) {
			f.write("/etc/ssl/cert.pem", damagedBlock+f.root.pem())
		}},
		{name: "Windows line ends", place: func(f certificateFixture) {
			f.write(caFile, strings.ReplaceAll(f.root.pem(), "\n", "\r\n"))
		}},
		{name: "only the intermediate authority", place: func(f certificateFixture) { f.write(caFile, f.intermediate.pem()) }},
		{name: "the server's own certificate", place: func(f certificateFixture) { f.write(caFile, f.server.pem()) },
			says: "issued by an authority"},
		{name: "DER", place: func(f certificateFixture) { f.write(caFile, string(f.root.certificate.Raw)) },
			says: "company.crt (DER; convert it: openssl x509"},
		{name: "SSL_CERT_DIR", environment: []string{"SSL_CERT_DIR=/etc/none:/etc/ssl/own"},
			place: func(f certificateFixture) { f.write("/etc/ssl/own/company", f.root.pem()) }},
		{name: "SSL_CERT_FILE", environment: []string{"SSL_CERT_FILE=/etc/ssl/own.pem"},
			place: func(f certificateFixture) { f.write("/etc/ssl/own.pem", f.root.pem()) }},
		{name: "SSL_CERT_FILE beside a folder", environment: []string{"SSL_CERT_FILE=/etc/ssl/own.pem"},
			place: func(f certificateFixture) {
				f.write("/etc/ssl/own.pem", f.otherRoot.pem())
				f.write(caFile, f.root.pem())
			}},
		{name: "SSL_CERT_FILE hides the bundles", environment: []string{"SSL_CERT_FILE=/etc/ssl/own.pem"},
			place: func(f certificateFixture) {
				f.write("/etc/ssl/own.pem", f.otherRoot.pem())
				f.write("/etc/ssl/cert.pem", f.root.pem())
			}, says: "not trusted"},
	}
}

// The provider trusts the same servers as a Go program, wherever the certificates are.
func TestFieldCertificates(t *testing.T) {
	client := staticResolver(t)
	for i, c := range certificateCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			output, err := inNamespaces("TestFieldCertificates_OneCaseInNamespaces",
				fmt.Sprint("FIELD_CERTIFICATES=", i), "FIELD_RESOLVER="+client)
			if err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// TestFieldCertificates_OneCaseInNamespaces is one case of TestFieldCertificates, which starts it.
func TestFieldCertificates_OneCaseInNamespaces(t *testing.T) {
	var index int
	if _, err := fmt.Sscan(os.Getenv("FIELD_CERTIFICATES"), &index); err != nil {
		return
	}
	c := certificateCases()[index]
	bringLoopbackUp(t)
	for _, folder := range []string{"/etc/ssl", "/etc/pki"} {
		if os.MkdirAll(folder, 0o755) == nil {
			check(t, unix.Mount("none", folder, "tmpfs", 0, "size=1m"))
		}
	}
	f := certificateFixture{t: t, root: issue(t, "Root", true, nil), otherRoot: issue(t, "Other", true, nil)}
	f.intermediate = issue(t, "Intermediate", true, f.root)
	f.server = issue(t, "server", false, f.intermediate)
	c.place(f)

	service := newCloud(t)
	secure := httptest.NewUnstartedServer(http.HandlerFunc(service.respond))
	secure.Config.ErrorLog = nil
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{{
		Certificate: [][]byte{f.server.certificate.Raw, f.intermediate.certificate.Raw},
		PrivateKey:  f.server.key,
	}}}
	secure.StartTLS()
	t.Cleanup(secure.Close)

	command := exec.Command(os.Getenv("FIELD_RESOLVER"), secure.URL)
	command.Env = append(baseEnvironment(), c.environment...)
	output, err := command.CombinedOutput()
	trustedByGo := err == nil
	if !trustedByGo && !bytes.Contains(output, []byte("certificate")) {
		t.Fatalf("Go: %s", output)
	}

	keys := filepath.Join(t.TempDir(), "keys")
	_, connection := connect(t, append(c.environment, "SSLKEYLOGFILE="+keys)...)
	settings := service.settings()
	settings["endpoints"] = map[string]any{"cts": secure.URL, "metadata": ""}
	settings["max_retries"] = 0
	connection.configure(settings)
	state, said := connection.read(object{"buckets": buckets("audit-traces")})
	if trusted := state != nil; trusted != trustedByGo {
		t.Errorf("trusted by the provider: %v, by Go: %v: %v", trusted, trustedByGo, said)
	}
	if state == nil && (c.says == "" || !strings.Contains(fmt.Sprint(said), c.says)) {
		t.Errorf("not said %q: %v", c.says, said)
	}
	if _, err := os.Stat(keys); !os.IsNotExist(err) {
		t.Errorf("the keys of the connection were written to SSLKEYLOGFILE (%v)", err)
	}
}
