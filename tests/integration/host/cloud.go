// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// cloud is a small service for what the stand-in cannot show: a call that hangs, seen from the server's
// side. It checks no signature.
type cloud struct {
	*httptest.Server
	calls     atomic.Int64
	abandoned chan struct{} // one for each call whose caller disconnected
	arrived   chan struct{} // one for each call that hangs
	hang      atomic.Bool
}

func newCloud(t testing.TB) *cloud {
	c := &cloud{abandoned: make(chan struct{}, 1024), arrived: make(chan struct{}, 1024)}
	c.Server = httptest.NewServer(http.HandlerFunc(c.respond))
	t.Cleanup(func() {
		c.CloseClientConnections()
		c.Close()
	})
	return c
}

func (c *cloud) respond(w http.ResponseWriter, r *http.Request) {
	c.calls.Add(1)
	var body struct {
		Buckets []object `json:"buckets"`
	}
	// Read it all first: only then does net/http notice that a caller has disconnected.
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, `{"error_code":"CTS.0003","error_msg":"The message body is empty or invalid."}`, 400)
		return
	}
	if c.hang.Load() {
		c.arrived <- struct{}{}
		<-r.Context().Done()
		c.abandoned <- struct{}{}
		return
	}
	for _, bucket := range body.Buckets {
		bucket["check_bucket_response"] = object{"response_code": 200, "success": true}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

// settings configure a provider for this service so that a read is one call, without a look-up.
func (c *cloud) settings() object {
	return object{
		"region":     "eu-west-0",
		"access_key": "HOSTTESTKEY000000001",
		"secret_key": secret,
		"domain_id":  "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
		"project_id": "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
		"endpoints":  map[string]any{"cts": c.URL, "iam": c.URL, "sts": c.URL, "metadata": ""},
	}
}

// secret must never occur in anything that the provider writes.
const secret = "HostTestSecret/e5Rt9Uv3Bx7Nq1Wz6Lc4Mj01"
