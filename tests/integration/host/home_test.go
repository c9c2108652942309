// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"strings"
	"testing"
)

func mtlsEnvironment(client identity, extra ...string) []string {
	return hostEnvironment(append(extra, "PLUGIN_CLIENT_CERT="+client.pem)...)
}

func without(environment []string, name string) (rest []string) {
	for _, one := range environment {
		if !strings.HasPrefix(one, name+"=") {
			rest = append(rest, one)
		}
	}
	return rest
}

func TestHome_IsNotNeeded(t *testing.T) {
	client := newIdentity(t)
	c := connectTo(t, client, without(mtlsEnvironment(client), homeVariable))
	c.configure(newCloud(t).settings())
	if state, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("%v, %v", state, said)
	}
	t.Run("profile error names its variable", func(t *testing.T) {
		c := connectTo(t, client, without(mtlsEnvironment(client), homeVariable))
		config := schema(t).Provider.Block.fill(object{"profile": "audit", "region": "eu-west-0",
			"endpoints": map[string]any{"metadata": ""}})
		said := c.call("ConfigureProvider", message(nil).bytes(2, dynamic(t, config))).diagnostics(1)
		if len(said) == 0 {
			_, said = c.read(object{"buckets": buckets("audit-traces")})
		}
		expectError(t, said, homeVariable)
	})
}

// connectTo is connect with exactly this environment.
func connectTo(t testing.TB, client identity, environment []string) *connection {
	t.Helper()
	return start(t, environment).handshake().dialAs(t, client)
}
