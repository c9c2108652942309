// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
)

// expectError requires that each error diagnostic has a summary, and that one of them contains all of these texts.
func expectError(t *testing.T, said []diagnostic, words ...string) {
	t.Helper()
	found := false
	for _, d := range said {
		if d.severity != severityError {
			continue
		}
		if d.summary == "" {
			t.Errorf("an error without a summary: %v", d)
		}
		text := d.summary + " " + d.detail
		lacks := func(word string) bool { return !strings.Contains(text, word) }
		found = found || !slices.ContainsFunc(words, lacks)
	}
	if !found {
		t.Errorf("no error says all of %q: %v", words, said)
	}
}

func TestHealthCheck_ReportsServing(t *testing.T) {
	_, c := connect(t)
	ctx, cancel := contextWithPatience()
	defer cancel()
	response, err := c.try(ctx, "/grpc.health.v1.Health/Check", message(nil).text(1, "plugin"))
	check(t, err)
	if response.varint(1) != 1 {
		t.Errorf("status %d, want SERVING", response.varint(1))
	}
}

func TestValidate_AcceptsUnknownValuesBeforeConfigure(t *testing.T) {
	_, c := connect(t)
	validProvider := dynamic(t, schema(t).Provider.Block.fill(object{"region": unknown{}}))
	if said := c.call("ValidateProviderConfig", message(nil).bytes(1, validProvider)).diagnostics(2); len(said) != 0 {
		t.Errorf("provider: %v", said)
	}
	for name, config := range map[string]object{
		"known":        {"buckets": buckets("audit-traces")},
		"unknown list": {"buckets": unknown{}},
		"unknown name": {"buckets": []object{{"bucket_name": unknown{}, "kms_id": unknown{}}}},
		"unknown rest": {"buckets": buckets("audit-traces"), "region": unknown{}, "require_success": unknown{}},
		"empty":        {"buckets": buckets()},
	} {
		request := message(nil).text(1, checkType).bytes(2, dataConfig(t, config))
		if said := c.call("ValidateDataResourceConfig", request).diagnostics(1); len(said) != 0 {
			t.Errorf("%s: %v", name, said)
		}
	}
}

func TestValidate_ReportsProblemsAtTheirBucket(t *testing.T) {
	_, c := connect(t)
	config := object{"buckets": []object{
		{"bucket_name": "audit-traces"}, {"bucket_name": "Upper"}, {"bucket_name": "x"},
		{"bucket_name": "audit-vault", "is_support_trace_files_encryption": true},
	}}
	request := message(nil).text(1, checkType).bytes(2, dataConfig(t, config))
	said := c.call("ValidateDataResourceConfig", request).diagnostics(1)
	paths := map[string]bool{}
	for _, d := range said {
		paths[d.path] = true
		if d.severity != severityError || d.summary == "" || d.detail == "" {
			t.Errorf("%v", d)
		}
	}
	// For a deeper path some cores fall back to the block's header.
	if len(paths) != 3 || !paths["buckets[1]"] || !paths["buckets[2]"] || !paths["buckets[3]"] {
		t.Errorf("paths %v of %v", paths, said)
	}
}

const unknownName = "cts_no_such_thing"

func TestUnknownNames_AreDiagnostics(t *testing.T) {
	_, c := connect(t)
	config := message(nil).text(1, unknownName).bytes(2, dataConfig(t, object{"buckets": buckets("audit-traces")}))
	for method, call := range map[string]struct {
		kind  string
		field protowire.Number // of the diagnostics
	}{
		"ValidateDataResourceConfig":      {"data source", 1},
		"ReadDataSource":                  {"data source", 2},
		"ValidateEphemeralResourceConfig": {"ephemeral resource", 1},
		"OpenEphemeralResource":           {"ephemeral resource", 1},
		"RenewEphemeralResource":          {"ephemeral resource", 1},
		"CloseEphemeralResource":          {"ephemeral resource", 1},
		"ValidateActionConfig":            {"action", 1},
		"PlanAction":                      {"action", 1},
	} {
		t.Run(method, func(t *testing.T) {
			offers(t, call.kind)
			expectError(t, c.in(t).call(method, config).diagnostics(call.field), unknownName)
		})
	}
}

func TestUnknownFunction_IsAFunctionError(t *testing.T) {
	offers(t, "function")
	_, c := connect(t)
	failure := c.call("CallFunction", message(nil).text(1, unknownName)).sub(2)
	if !strings.Contains(string(failure.sub(1)), unknownName) {
		t.Errorf("function error %q", failure.sub(1))
	}
}

func TestUnknownAction_CompletesWithADiagnostic(t *testing.T) {
	offers(t, "action")
	_, c := connect(t)
	events := c.stream("InvokeAction", message(nil).text(1, unknownName))
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	expectError(t, events[0].sub(2).diagnostics(1), unknownName)
}

// There is no managed resource. Of the cores' calls only `tofu import` gets here; its user needs a message.
func TestManagedResourceCalls_ReturnADiagnostic(t *testing.T) {
	_, c := connect(t)
	for method, fields := range map[string]struct{ typeName, diagnostics protowire.Number }{
		"ValidateResourceConfig": {1, 1}, "UpgradeResourceState": {1, 2}, "UpgradeResourceIdentity": {1, 2},
		"ReadResource": {1, 2}, "PlanResourceChange": {1, 4}, "ApplyResourceChange": {1, 3},
		"ImportResourceState": {1, 2}, "MoveResourceState": {5, 2}, "GenerateResourceConfig": {1, 2},
	} {
		t.Run(method, func(t *testing.T) {
			response := c.in(t).call(method, message(nil).text(fields.typeName, "cts_tracker"))
			expectError(t, response.diagnostics(fields.diagnostics), "cts_tracker")
		})
	}
}

// A method that this provider has no use for has no override. The process keeps running, also after a stream.
func TestUnsupportedRpcs_AreUnimplemented(t *testing.T) {
	_, c := connect(t)
	for _, method := range []string{
		"ValidateListResourceConfig", "ListResource", "ValidateStateStoreConfig", "ConfigureStateStore",
		"ReadStateBytes", "WriteStateBytes", "LockState", "UnlockState", "GetStates", "DeleteState",
	} {
		t.Run(method, func(t *testing.T) {
			ctx, cancel := contextWithPatience()
			defer cancel()
			_, err := c.in(t).try(ctx, "/tfplugin6.Provider/"+method, message(nil).text(1, "cts_tracker"))
			if status.Code(err) != codes.Unimplemented {
				t.Errorf("status %v", err)
			}
		})
	}
	check(t, c.served(slack(patience)))
}

func TestCallFunction_WorksBeforeConfigure(t *testing.T) {
	offers(t, "function")
	_, c := connect(t)
	callProblems := func(arguments ...message) message {
		request := message(nil).text(1, "bucket_name_problems")
		for _, a := range arguments {
			request = request.bytes(2, a)
		}
		return c.call("CallFunction", request)
	}
	problems := func(response message) []any {
		t.Helper()
		if failure := response.sub(2); failure != nil {
			t.Fatalf("function error: %q", failure.sub(1))
		}
		list, isList := decodeAny(t, response.sub(1)).([]any)
		if !isList {
			t.Fatalf("not a list: %v", decodeAny(t, response.sub(1)))
		}
		return list
	}
	if got := problems(callProblems(dynamic(t, "audit-traces"))); len(got) != 0 {
		t.Errorf("a good name has problems %v", got)
	}
	for _, name := range []string{"", "x", "Upper", strings.Repeat("a", 64), "under_score", "192.168.1.1", "a..b", "ends-"} {
		got := problems(callProblems(dynamic(t, name)))
		if len(got) == 0 {
			t.Errorf("%q has no problem", name)
		}
		for _, one := range got {
			if sentence := one.(string); !strings.HasSuffix(sentence, ".") || !strings.Contains(sentence, name) {
				t.Errorf("%q: not a sentence that names the bucket: %q", name, sentence)
			}
		}
	}
	// Terraform sends nil for null, OpenTofu a DynamicValue without any encoding.
	for what, null := range map[string]message{"nil": dynamic(t, nil), "empty": {}} {
		if got := problems(callProblems(null)); len(got) != 0 {
			t.Errorf("null as %s: %v", what, got)
		}
	}
	if callProblems().sub(2) == nil {
		t.Error("no arguments at all are accepted")
	}
	if failure := callProblems(dynamic(t, 7)).sub(2); failure == nil || failure.varint(2) != 0 {
		t.Error("a number is accepted for a string")
	}
}
