// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// identity is a certificate like the one that a go-plugin host creates for each start: ECDSA P-521,
// self-signed, localhost.
type identity struct {
	certificate tls.Certificate
	pem         string
}

func newIdentity(t testing.TB) identity {
	t.Helper()
	return identityValid(t, time.Now().Add(-30*time.Second), time.Now().Add(262980*time.Hour))
}

func identityValid(t testing.TB, from, until time.Time) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	check(t, err)
	return identityOf(t, key, from, until)
}

func identityOf(t testing.TB, key crypto.Signer, from, until time.Time) identity {
	t.Helper()
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	check(t, err)
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "localhost", Organization: []string{"HashiCorp"}},
		DNSNames:              []string{"localhost"},
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement | x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		NotBefore:             from,
		NotAfter:              until,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	check(t, err)
	return identity{
		certificate: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		pem:         string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
	}
}

// handshake holds the fields of the handshake line.
type handshake struct {
	fields      []string
	network     string
	address     string
	certificate *x509.Certificate // nil when field 6 is empty
}

func (p *process) handshake() handshake {
	p.t.Helper()
	return parseHandshake(p.t, p.line())
}

func parseHandshake(t testing.TB, line string) handshake {
	t.Helper()
	h := handshake{fields: strings.Split(line, "|")}
	if len(h.fields) < 6 {
		t.Fatalf("handshake line has %d fields, not 6: %q", len(h.fields), line)
	}
	h.network, h.address = h.fields[2], h.fields[3]
	if h.fields[5] != "" {
		der, err := base64.RawStdEncoding.DecodeString(h.fields[5])
		check(t, err)
		h.certificate, err = x509.ParseCertificate(der)
		check(t, err)
	}
	return h
}

// tlsConfig trusts only the certificate in the line, as a host does.
func (h handshake) tlsConfig(certificates ...tls.Certificate) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(h.certificate)
	return &tls.Config{
		MinVersion: tls.VersionTLS12, ServerName: "localhost", RootCAs: pool, Certificates: certificates,
	}
}

// connection is a gRPC client for unparsed messages.
type connection struct {
	t    testing.TB
	grpc *grpc.ClientConn
}

// in is the same connection for a subtest, which must report its own failures.
func (c *connection) in(t testing.TB) *connection { return &connection{t: t, grpc: c.grpc} }

func (h handshake) dial(t testing.TB, transport credentials.TransportCredentials) *connection {
	t.Helper()
	target := "passthrough:///" + h.address
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(transport),
		grpc.WithAuthority("localhost"),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, h.network, h.address)
		}))
	check(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &connection{t: t, grpc: conn}
}

func (h handshake) dialAs(t testing.TB, client identity) *connection {
	t.Helper()
	return h.dial(t, credentials.NewTLS(h.tlsConfig(client.certificate)))
}

func (h handshake) dialPlain(t testing.TB) *connection {
	t.Helper()
	return h.dial(t, insecure.NewCredentials())
}

// try makes a call and returns its status error.
func (c *connection) try(ctx context.Context, method string, request message) (message, error) {
	var response message
	err := c.grpc.Invoke(ctx, method, &request, &response, grpc.ForceCodec(rawCodec{}),
		grpc.MaxCallRecvMsgSize(1<<30), grpc.MaxCallSendMsgSize(1<<30))
	return response, err
}

// call makes a call of tfplugin6.Provider that must not fail.
func (c *connection) call(method string, request message) message {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), slack(patience))
	defer cancel()
	response, err := c.try(ctx, "/tfplugin6.Provider/"+method, request)
	if err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	return response
}

// stream makes a call with a stream of responses, and returns them all.
func (c *connection) stream(method string, request message) []message {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), slack(patience))
	defer cancel()
	stream, err := c.grpc.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true},
		"/tfplugin6.Provider/"+method, grpc.ForceCodec(rawCodec{}))
	check(c.t, err)
	check(c.t, stream.SendMsg(&request))
	check(c.t, stream.CloseSend())
	var all []message
	for {
		var event message
		if err := stream.RecvMsg(&event); err == io.EOF {
			return all
		} else if err != nil {
			c.t.Fatalf("%s: %v", method, err)
		}
		all = append(all, event)
	}
}

// served makes any call and reports whether a response came.
func (c *connection) served(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	_, err := c.try(ctx, "/tfplugin6.Provider/GetMetadata", nil)
	return err
}

// connect starts a provider with AutoMTLS and returns it with the host's connection.
func connect(t testing.TB, extra ...string) (*process, *connection) {
	t.Helper()
	client := newIdentity(t)
	p := start(t, hostEnvironment(append(extra, "PLUGIN_CLIENT_CERT="+client.pem)...))
	return p, p.handshake().dialAs(t, client)
}

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
	// Like go-plugin, waits no longer for the response when the process has exited.
	go func() {
		<-p.exited
		cancel()
	}()
	// Neither the response nor a broken connection matters here; the process must exit.
	_, _ = c.try(ctx, "/plugin.GRPCController/Shutdown", nil)
	p.gone(patience)
}
