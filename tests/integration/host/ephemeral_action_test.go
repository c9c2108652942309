// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"testing"
)

func TestEphemeral_OpensRenewsAndCloses(t *testing.T) {
	offers(t, "ephemeral resource")
	cloud := newStandin(t)
	_, c := connect(t)
	c.configure(cloud.settings())
	open := message(nil).text(1, checkType).bytes(2, ephemeralConfig(t, object{"buckets": buckets("missing-archive")}))
	response := c.call("OpenEphemeralResource", open)
	if said := response.diagnostics(1); len(said) != 0 {
		t.Fatalf("a bucket that fails is data, but: %v", said)
	}
	if state := decode(t, response.sub(3)); state["all_successful"] != false || len(results(state)) != 1 {
		t.Errorf("%v", state)
	}
	if response.has(2) {
		t.Error("renew_at is set: there is nothing to renew")
	}
	for _, method := range []string{"RenewEphemeralResource", "CloseEphemeralResource"} {
		request := message(nil).text(1, checkType).bytes(2, response.sub(4))
		if said := c.call(method, request).diagnostics(1); len(said) != 0 {
			t.Errorf("%s: %v", method, said)
		}
	}
}

func TestEphemeral_RequireSuccessReportsAnErrorAtTheBucket(t *testing.T) {
	offers(t, "ephemeral resource")
	cloud := newStandin(t)
	_, c := connect(t)
	c.configure(cloud.settings())
	config := object{"buckets": buckets("audit-traces", "missing-archive"), "require_success": true}
	said := c.call("OpenEphemeralResource", message(nil).text(1, checkType).bytes(2, ephemeralConfig(t, config))).diagnostics(1)
	expectError(t, said, "missing-archive", "OBS.NoSuchBucket", "404")
	if len(said) != 1 || said[0].path != "buckets[1]" {
		t.Errorf("%v", said)
	}
}

// invoke runs the action and returns its progress messages and its diagnostics.
func invoke(t *testing.T, c *connection, config object) (progress []string, said []diagnostic) {
	t.Helper()
	request := message(nil).text(1, checkType).bytes(2, actionConfig(t, config))
	if said := c.call("PlanAction", request).diagnostics(1); len(said) != 0 {
		t.Fatalf("PlanAction: %v", said)
	}
	completed := 0
	for _, event := range c.stream("InvokeAction", request) {
		switch {
		case event.has(1):
			progress = append(progress, string(event.sub(1).sub(1)))
		case event.has(2):
			completed++
			said = event.sub(2).diagnostics(1)
		}
	}
	if completed != 1 {
		t.Errorf("%d completed events, want 1: without it core waits", completed)
	}
	return progress, said
}

func TestAction_ReportsTheCountAndTheFailingBucket(t *testing.T) {
	offers(t, "action")
	cloud := newStandin(t)
	_, c := connect(t)
	c.configure(cloud.settings())
	progress, said := invoke(t, c, object{"buckets": buckets("audit-traces")})
	if len(said) != 0 || len(progress) != 1 || progress[0] != "1 of 1 bucket can receive traces." {
		t.Errorf("progress %q, said %v", progress, said)
	}
	progress, said = invoke(t, c, object{"buckets": buckets("audit-traces", "missing-archive")})
	expectError(t, said, "missing-archive", "OBS.NoSuchBucket")
	if len(progress) != 1 || progress[0] != "1 of 2 buckets cannot receive traces." {
		t.Errorf("progress %q", progress)
	}
}

func TestEphemeralAndAction_AcceptUnknownValuesBeforeConfigure(t *testing.T) {
	_, c := connect(t)
	config := object{"buckets": []object{{"bucket_name": unknown{}, "kms_id": unknown{}}}}
	request := message(nil).text(1, checkType)
	t.Run("ephemeral resource", func(t *testing.T) {
		offers(t, "ephemeral resource")
		response := c.in(t).call("ValidateEphemeralResourceConfig", request.bytes(2, ephemeralConfig(t, config)))
		if said := response.diagnostics(1); len(said) != 0 {
			t.Errorf("%v", said)
		}
	})
	t.Run("action", func(t *testing.T) {
		offers(t, "action")
		response := c.in(t).call("ValidateActionConfig", request.bytes(2, actionConfig(t, config)))
		if said := response.diagnostics(1); len(said) != 0 {
			t.Errorf("%v", said)
		}
	})
}
