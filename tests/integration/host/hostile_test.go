// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestGarbageDynamicValue_IsADiagnostic(t *testing.T) {
	p, c := connect(t)
	deep := bytes.Repeat([]byte{0x91}, 1_000_000) // a million nested arrays
	good := dataConfig(t, object{"buckets": buckets("audit-traces")}).sub(1)
	for name, value := range map[string]message{
		"reserved byte 0xc1":      message(nil).bytes(1, []byte{0xc1}),
		"text":                    message(nil).bytes(1, []byte("{\"buckets\": []}")),
		"truncated":               message(nil).bytes(1, good[:len(good)/2]),
		"array of 4 billion":      message(nil).bytes(1, []byte{0xdd, 0xff, 0xff, 0xff, 0xff}),
		"map of 4 billion":        message(nil).bytes(1, []byte{0xdf, 0xff, 0xff, 0xff, 0xff}),
		"string of 4 billion":     message(nil).bytes(1, []byte{0xdb, 0xff, 0xff, 0xff, 0xff}),
		"deeply nested arrays":    message(nil).bytes(1, deep),
		"number":                  dynamic(t, 7),
		"object without its keys": dynamic(t, object{"bucket_name": "x"}),
		"empty object":            dynamic(t, object{}),
		"null":                    dynamic(t, nil),
		"absent":                  {},
		"broken JSON":             message(nil).text(2, "{"),
		"deeply nested JSON":      message(nil).bytes(2, bytes.Repeat([]byte("["), 1_000_000)),
	} {
		t.Run(name, func(t *testing.T) {
			c := c.in(t)
			request := message(nil).text(1, checkType).bytes(2, value)
			expectError(t, c.call("ValidateDataResourceConfig", request).diagnostics(1))
			expectError(t, c.call("ReadDataSource", request).diagnostics(2))
			if len(offered(t)["ephemeral resource"]) != 0 {
				expectError(t, c.call("OpenEphemeralResource", request).diagnostics(1))
			}
			if name != "null" && name != "absent" { // core never sends a null provider config
				expectError(t, c.call("ValidateProviderConfig", message(nil).bytes(1, value)).diagnostics(2))
				expectError(t, c.call("ConfigureProvider", message(nil).bytes(2, value)).diagnostics(1))
			}
		})
	}
	if !p.alive() {
		t.Fatal("the provider ended")
	}
}

// For any bytes there is a response or a status, and the provider keeps running.
func TestMutatedRequests_KeepTheProviderRunning(t *testing.T) {
	p, c := connect(t)
	// No metadata service: a read that is accepted must not look for one.
	offline := object{"endpoints": map[string]any{"metadata": ""}}
	config := readRequest(t, object{"buckets": buckets("audit-traces", "audit-vault")})
	seeds := map[string]message{
		"ReadDataSource":             config,
		"ValidateDataResourceConfig": config,
		"OpenEphemeralResource":      message(nil).text(1, checkType).bytes(2, config.sub(2)),
		"PlanAction":                 message(nil).text(1, checkType).bytes(2, config.sub(2)),
		"ConfigureProvider":          message(nil).text(1, "1.15.5").bytes(2, dynamic(t, schema(t).Provider.Block.fill(offline))),
		"ValidateProviderConfig":     message(nil).bytes(1, dynamic(t, schema(t).Provider.Block.fill(offline))),
		"CallFunction":               message(nil).text(1, "bucket_name_problems").bytes(2, dynamic(t, "audit-traces")),
		"ApplyResourceChange":        config,
	}
	random := rand.New(rand.NewPCG(1, 2)) // the same bytes each time
	for method, seed := range seeds {
		for range 150 {
			request := append(message(nil), seed...)
			for range 1 + random.IntN(4) {
				request[random.IntN(len(request))] = byte(random.Uint32())
			}
			if random.IntN(4) == 0 {
				request = request[:random.IntN(len(request))]
			}
			ctx, cancel := contextWithPatience()
			_, _ = c.try(ctx, "/tfplugin6.Provider/"+method, request)
			hung := ctx.Err() != nil
			cancel()
			if hung || !p.alive() {
				t.Fatalf("%s: hung %v, alive %v after %x", method, hung, p.alive(), []byte(request))
			}
		}
	}
	check(t, c.served(patience))
}
