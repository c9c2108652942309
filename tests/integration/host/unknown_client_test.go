// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"net"
	"testing"
	"time"

	"google.golang.org/grpc/credentials"
)

const unknownClientPatience = 3 * time.Second

func TestUnknownClient_IsRefusedAndTheHostIsStillServed(t *testing.T) {
	client, other := newIdentity(t), newIdentity(t)
	p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
	h := p.handshake()
	check(t, h.dialAs(t, client).served(patience)) // the rest proves something only if this works

	t.Run("without a certificate", func(t *testing.T) {
		if h.dial(t, credentials.NewTLS(h.tlsConfig())).served(unknownClientPatience) == nil {
			t.Error("served")
		}
	})
	t.Run("with another certificate of the same shape", func(t *testing.T) {
		if h.dialAs(t, other).served(unknownClientPatience) == nil {
			t.Error("served")
		}
	})
	t.Run("in plaintext", func(t *testing.T) {
		if h.dialPlain(t).served(unknownClientPatience) == nil {
			t.Error("served")
		}
	})
	t.Run("with noise", func(t *testing.T) {
		for _, noise := range []string{"", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff", "\x00\x00\x00"} {
			c, err := net.Dial(h.network, h.address)
			check(t, err)
			_, _ = c.Write([]byte(noise))
			check(t, c.Close())
		}
	})
	check(t, h.dialAs(t, client).served(patience))
	if !p.alive() {
		t.Error("the provider ended")
	}
}
