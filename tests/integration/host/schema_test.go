// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"slices"
	"testing"
)

func TestBinary_OffersEveryReleasedFeature(t *testing.T) {
	want := map[string][]string{
		"data source": {checkType}, "ephemeral resource": {checkType}, "action": {checkType},
		"function": {"bucket_name_problems"},
	}
	for kind, names := range offered(t) {
		if !slices.Equal(names, want[kind]) {
			t.Errorf("%s: %v, want %v", kind, names, want[kind])
		}
	}
}

// walkBlock visits every block of a Schema.Block message and checks what hosts rely on.
func walkBlock(t *testing.T, where string, b message) (attributes []string) {
	t.Helper()
	for _, a := range b.each(2) {
		name := string(a.sub(1))
		attributes = append(attributes, name)
		// Go panics on a type that is not JSON, and on a schema attribute with both or neither.
		if a.has(2) == a.has(10) {
			t.Errorf("%s.%s: exactly one of type and nested_type", where, name)
		}
		required, optional, computed := a.varint(4) == 1, a.varint(5) == 1, a.varint(6) == 1
		if required && (optional || computed) || !required && !optional && !computed {
			t.Errorf("%s.%s: required %v, optional %v, computed %v", where, name, required, optional, computed)
		}
		if len(a.sub(3)) == 0 {
			t.Errorf("%s.%s has no description", where, name)
		}
	}
	for _, nested := range b.each(3) {
		if !nested.has(2) || nested.varint(3) == 0 {
			t.Errorf("%s.%s: a nested block without block or nesting", where, nested.sub(1))
			continue
		}
		attributes = append(attributes, string(nested.sub(1)))
		walkBlock(t, where+"."+string(nested.sub(1)), nested.sub(2))
	}
	return attributes
}

func TestGetProviderSchema_MatchesWhatTheBinaryPrints(t *testing.T) {
	_, c := connect(t)
	response := c.call("GetProviderSchema", nil)
	printed := schema(t)
	if said := response.diagnostics(4); len(said) != 0 {
		t.Errorf("diagnostics: %v", said)
	}
	// Without it core requests the schema again in each of a plan's three processes.
	if response.sub(6).varint(2) != 1 {
		t.Error("get_provider_schema_optional is not set")
	}
	compare := func(what string, wire message, want block) {
		if !wire.has(2) {
			t.Fatalf("%s: a schema without block makes the host panic", what)
		}
		got := walkBlock(t, what, wire.sub(2))
		wanted := append(sortedKeys(want.Attributes), sortedKeys(want.BlockTypes)...)
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%s: on the wire %v, printed %v", what, got, wanted)
		}
	}
	compare("provider", response.sub(1), printed.Provider.Block)
	for name, kinds := range map[string]struct {
		wire    map[string]message
		printed map[string]blockSchema
	}{
		"data source": {response.keys(3), printed.DataSources},
		"ephemeral":   {response.keys(8), printed.EphemeralResources},
	} {
		if !slices.Equal(sortedKeys(kinds.wire), sortedKeys(kinds.printed)) {
			t.Errorf("%s: on the wire %v, printed %v", name, sortedKeys(kinds.wire), sortedKeys(kinds.printed))
		}
		for kind, wire := range kinds.wire {
			compare(name+" "+kind, wire, kinds.printed[kind].Block)
		}
	}
	for kind, wire := range response.keys(11) {
		compare("action "+kind, wire.sub(1), printed.Actions[kind].Block)
	}
	if actions := sortedKeys(response.keys(11)); !slices.Equal(actions, sortedKeys(printed.Actions)) {
		t.Errorf("actions %v, printed %v", actions, sortedKeys(printed.Actions))
	}
	if functions := sortedKeys(response.keys(7)); !slices.Equal(functions, sortedKeys(printed.Functions)) {
		t.Errorf("functions %v, printed %v", functions, sortedKeys(printed.Functions))
	}
	if resources := response.keys(2); len(resources) != 0 {
		t.Errorf("managed resources %v", sortedKeys(resources))
	}
}

func TestGetMetadata_NamesEverythingInTheSchema(t *testing.T) {
	_, c := connect(t)
	metadata, all := c.call("GetMetadata", nil), c.call("GetProviderSchema", nil)
	for what, pair := range map[string]struct{ names, schema []string }{
		"data sources": {names(metadata.each(3)), sortedKeys(all.keys(3))},
		"functions":    {names(metadata.each(5)), sortedKeys(all.keys(7))},
		"ephemeral":    {names(metadata.each(6)), sortedKeys(all.keys(8))},
		"actions":      {names(metadata.each(9)), sortedKeys(all.keys(11))},
	} {
		if !slices.Equal(pair.names, pair.schema) {
			t.Errorf("%s: %v, schema has %v", what, pair.names, pair.schema)
		}
	}
	if metadata.sub(1).varint(2) != 1 {
		t.Error("get_provider_schema_optional is not set")
	}
}

func names(all []message) (out []string) {
	for _, one := range all {
		out = append(out, string(one.sub(1)))
	}
	slices.Sort(out)
	return out
}

func TestGetFunctions_MatchesTheSchema(t *testing.T) {
	_, c := connect(t)
	got, want := c.call("GetFunctions", nil).keys(1), c.call("GetProviderSchema", nil).keys(7)
	for name := range want {
		if string(got[name]) != string(want[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d functions, the schema has %d", len(got), len(want))
	}
}

func TestGetResourceIdentitySchemas_IsEmptyAndNoError(t *testing.T) {
	// Any status but Unimplemented makes Terraform fail to load schemas.
	_, c := connect(t)
	if response := c.call("GetResourceIdentitySchemas", nil); len(response) != 0 {
		t.Errorf("answer %x", []byte(response))
	}
}
