// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// trust adds an authority to the user's store until the test ends.
func trust(t *testing.T, a *authority) {
	t.Helper()
	if !underWine() {
		t.Skip("Windows asks the user before it adds an authority; wine does not")
	}
	inStore := func(change func(windows.Handle, *windows.CertContext) error) {
		name, err := windows.UTF16PtrFromString("ROOT")
		check(t, err)
		store, err := windows.CertOpenSystemStore(0, name)
		check(t, err)
		der := a.certificate.Raw
		context, err := windows.CertCreateCertificateContext(windows.X509_ASN_ENCODING, &der[0], uint32(len(der)))
		check(t, err)
		defer windows.CertFreeCertificateContext(context)
		check(t, change(store, context))
		check(t, windows.CertCloseStore(store, 0)) // only then does wine write it
	}
	inStore(func(store windows.Handle, context *windows.CertContext) error {
		return windows.CertAddCertificateContextToStore(store, context, windows.CERT_STORE_ADD_ALWAYS, nil)
	})
	t.Cleanup(func() {
		inStore(func(store windows.Handle, context *windows.CertContext) error {
			added, err := windows.CertFindCertificateInStore(store, windows.X509_ASN_ENCODING, 0,
				windows.CERT_FIND_EXISTING, unsafe.Pointer(context), nil)
			check(t, err)
			return windows.CertDeleteCertificateFromStore(added)
		})
	})
}

// readOverTLS reads from a service whose certificate is issued by the authority, and returns the errors.
func readOverTLS(t *testing.T, a *authority) []diagnostic {
	t.Helper()
	server := issue(t, "server", false, a)
	service := newCloud(t)
	secure := httptest.NewUnstartedServer(http.HandlerFunc(service.respond))
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{{
		Certificate: [][]byte{server.certificate.Raw}, PrivateKey: server.key,
	}}}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	_, c := connect(t)
	settings := service.settings()
	settings["endpoints"] = map[string]any{"cts": secure.URL, "metadata": ""}
	settings["max_retries"] = 0
	c.configure(settings)
	_, said := c.read(object{"buckets": buckets("audit-traces")})
	return said
}

func TestCertificateStore_AuthoritiesOfTheUserAreTrusted(t *testing.T) {
	company := issue(t, "Company", true, nil)
	trust(t, company)
	if said := readOverTLS(t, company); len(said) != 0 {
		t.Errorf("not trusted: %v", said)
	}
	expectError(t, readOverTLS(t, issue(t, "Stranger", true, nil)), "not trusted")
}
