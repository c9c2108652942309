// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/credentials"
)

// Connections to the provider's socket that do not become a host's.

func dialRaw(t testing.TB, h handshake) net.Conn {
	t.Helper()
	for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		c, err := net.DialTimeout(h.network, h.address, patience)
		// A burst may find the backlog full; a single host never does.
		if errors.Is(err, syscall.EAGAIN) && time.Since(began) < patience {
			continue
		}
		check(t, err)
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
}

// waitUntilServed tries again while the backlog is full.
func waitUntilServed(t testing.TB, h handshake, client identity) {
	t.Helper()
	var err error
	for began := time.Now(); time.Since(began) < patience; time.Sleep(50 * time.Millisecond) {
		if err = h.dialAs(t, client).served(patience); err == nil {
			return
		}
	}
	t.Errorf("a new connection is not served: %v", err)
}

// clientHello is the first flight of a TLS client.
func clientHello(t testing.TB, h handshake) []byte {
	t.Helper()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	go func() { _ = tls.Client(ours, h.tlsConfig()).Handshake() }()
	check(t, theirs.SetReadDeadline(time.Now().Add(patience)))
	hello := make([]byte, 65536)
	n, err := theirs.Read(hello)
	check(t, err)
	return hello[:n]
}

func TestHostCertificate_OutsideItsValidityIsRefused(t *testing.T) {
	now := time.Now()
	for name, valid := range map[string][2]time.Time{
		"expired":       {now.Add(-48 * time.Hour), now.Add(-24 * time.Hour)},
		"not yet valid": {now.Add(24 * time.Hour), now.Add(48 * time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			client := identityValid(t, valid[0], valid[1])
			p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
			h := p.handshake()
			if h.dialAs(t, client).served(unknownClientPatience) == nil {
				t.Error("served")
			}
			if h.dial(t, credentials.NewTLS(h.tlsConfig())).served(unknownClientPatience) == nil {
				t.Error("served without a certificate")
			}
			if !p.alive() {
				t.Error("the provider ended")
			}
		})
	}
}

func TestGarbageConnections_DoNotDisturbTheHost(t *testing.T) {
	client := newIdentity(t)
	p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
	h := p.handshake()
	c := h.dialAs(t, client)
	check(t, c.served(patience))
	before := p.descriptors()
	hello := clientHello(t, h)
	random := rand.New(rand.NewPCG(9, 10))
	for i := range 300 {
		garbage := append([]byte(nil), hello...)
		switch i % 4 {
		case 0: // noise
			garbage = make([]byte, 1+random.IntN(20_000))
			for j := range garbage {
				garbage[j] = byte(random.Uint32())
			}
		case 1: // a hello with a few bytes changed
			for range 1 + random.IntN(8) {
				garbage[5+random.IntN(len(garbage)-5)] = byte(random.Uint32())
			}
		case 2: // half a hello
			garbage = garbage[:random.IntN(len(garbage))]
		case 3: // what HTTP/2 begins with, in plaintext
			garbage = []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
		}
		c := dialRaw(t, h)
		_, _ = c.Write(garbage)
		_ = c.Close()
	}
	p.waitUntilAtMost("descriptors", before+4, p.descriptors)
	check(t, c.served(patience))
	c.worksAfterwards()
}

func TestHalfOpenConnections_DoNotBlockTheHost(t *testing.T) {
	client := newIdentity(t)
	p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
	h := p.handshake()
	hello := clientHello(t, h)
	before := p.descriptors()
	var open []net.Conn
	for i := range 200 {
		c := dialRaw(t, h)
		if i%2 == 0 { // the others send nothing
			_, _ = c.Write(hello[:1+i*len(hello)/400])
		}
		open = append(open, c)
	}
	done := make(chan struct{})
	defer close(done)
	go func() { // slow-loris: the rest of a hello, byte by byte
		c := open[0]
		for _, b := range hello[1:] {
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
				_, _ = c.Write([]byte{b})
			}
		}
	}()
	waitUntilServed(t, h, client)
	c := h.dialAs(t, client)
	c.worksAfterwards()
	for _, one := range open {
		_ = one.Close()
	}
	// The first connection makes gRPC start its pollers' threads, which stay; none of the 200 may stay.
	p.waitUntilAtMost("descriptors", before+24, p.descriptors)
	began := time.Now()
	c.stop(p)
	if took := time.Since(began); took > slack(time.Second) {
		t.Errorf("half-open connections held Shutdown up for %v", took)
	}
	socketGone(t, h)
}
