// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// authority is a CA or a server's certificate, with its issuer.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func issue(t testing.TB, name string, isCA bool, by *authority) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	point, err := key.PublicKey.Bytes()
	check(t, err)
	id := sha1.Sum(point)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		BasicConstraintsValid: true,
		IsCA:                  isCA,
		SubjectKeyId:          id[:],
	}
	if !isCA {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	issuer, signer := template, key
	if by != nil {
		issuer, signer = by.certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, &key.PublicKey, signer)
	check(t, err)
	certificate, err := x509.ParseCertificate(der)
	check(t, err)
	return &authority{certificate, key}
}

func (a *authority) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}))
}

// ConfigureProvider reports an unusable cacert_file, with the argument or the variable that names it.
func TestFieldCacertFile_UnusableFileFailsConfigure(t *testing.T) {
	der := filepath.Join(t.TempDir(), "ca.cer")
	check(t, os.WriteFile(der, issue(t, "Root", true, nil).certificate.Raw, 0o600))
	for _, c := range []struct {
		environment string
		settings    object
		says        []string
	}{
		{"", object{"cacert_file": "/no/such.pem"}, []string{"cacert_file names \"/no/such.pem\"", "does not exist"}},
		{"OS_CACERT=/no/such.pem", object{}, []string{"OS_CACERT names \"/no/such.pem\""}},
		{"", object{"cacert_file": der}, []string{"DER", fromDer}},
		{"", object{"cacert_file": "-----BEGIN CERTIFICATE-----"}, []string{"cacert_file holds a damaged certificate"}},
	} {
		_, connection := connect(t, c.environment)
		config := dynamic(t, schema(t).Provider.Block.fill(c.settings))
		said := connection.call("ConfigureProvider", message(nil).text(1, "1.15.5").bytes(2, config)).diagnostics(1)
		expectError(t, said, c.says...)
	}
}
