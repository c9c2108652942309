// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"maps"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/vmihailenco/msgpack/v5"
)

// object is a value of an object type; a core sends every attribute, unset ones as nil.
type object = map[string]any

// unknown is core's unknown value without refinements, d4 00 00.
type unknown struct{}

func (unknown) EncodeMsgpack(e *msgpack.Encoder) error {
	_, err := e.Writer().Write([]byte{0xd4, 0, 0})
	return err
}

// block and attribute are the parts of `terraform providers schema -json` needed to write a config.
type block struct {
	Attributes map[string]attribute `json:"attributes"`
	BlockTypes map[string]struct {
		NestingMode string `json:"nesting_mode"`
		Block       block  `json:"block"`
	} `json:"block_types"`
}

type attribute struct {
	NestedType *struct {
		Attributes  map[string]attribute `json:"attributes"`
		NestingMode string               `json:"nesting_mode"`
	} `json:"nested_type"`
}

type blockSchema struct {
	Block block `json:"block"`
}

type providerSchema struct {
	Provider           blockSchema            `json:"provider"`
	DataSources        map[string]blockSchema `json:"data_source_schemas"`
	EphemeralResources map[string]blockSchema `json:"ephemeral_resource_schemas"`
	Actions            map[string]blockSchema `json:"action_schemas"`
	Functions          map[string]any         `json:"functions"`
}

var schemaOnce = sync.OnceValues(func() ([]byte, error) {
	return exec.Command(schemaBinary, "--schema").Output()
})
var schemaBinary string

// schema is what the binary prints for --schema.
func schema(t testing.TB) providerSchema {
	t.Helper()
	schemaBinary = binary(t)
	text, err := schemaOnce()
	check(t, err)
	var document struct {
		Providers map[string]providerSchema `json:"provider_schemas"`
	}
	check(t, json.Unmarshal(text, &document))
	if len(document.Providers) != 1 {
		t.Fatalf("--schema describes %d providers", len(document.Providers))
	}
	for _, only := range document.Providers {
		return only
	}
	panic("unreachable")
}

// fill adds the unset attributes of a block to a value, as core does.
func (b block) fill(values object) object {
	whole := object{}
	for name, a := range b.Attributes {
		whole[name] = a.fill(values[name])
	}
	for name, nested := range b.BlockTypes {
		switch given := values[name].(type) {
		case []object:
			all := []any{}
			for _, one := range given {
				all = append(all, nested.Block.fill(one))
			}
			whole[name] = all
		case object:
			whole[name] = nested.Block.fill(given)
		default:
			whole[name] = values[name]
			if values[name] == nil && (nested.NestingMode == "list" || nested.NestingMode == "set") {
				whole[name] = []any{} // never null for a repeatable block
			}
		}
	}
	for name := range values {
		if _, found := whole[name]; !found {
			panic("the schema has no " + name)
		}
	}
	return whole
}

func (a attribute) fill(value any) any {
	if a.NestedType == nil {
		return value
	}
	attributes := block{Attributes: a.NestedType.Attributes}
	switch given := value.(type) {
	case object:
		return attributes.fill(given)
	case []object:
		all := []any{}
		for _, one := range given {
			all = append(all, attributes.fill(one))
		}
		return all
	}
	return value
}

// dynamic encodes a DynamicValue.
func dynamic(t testing.TB, value any) message {
	t.Helper()
	encoded, err := msgpack.Marshal(value)
	check(t, err)
	return message(nil).bytes(1, encoded)
}

// decode reads a DynamicValue that is an object.
func decode(t testing.TB, value message) object {
	t.Helper()
	var out object
	check(t, msgpack.Unmarshal(value.sub(1), &out))
	return out
}

func decodeAny(t testing.TB, value message) any {
	t.Helper()
	var out any
	check(t, msgpack.Unmarshal(value.sub(1), &out))
	return out
}

// buckets writes a list of buckets that have only a name.
func buckets(names ...string) []object {
	all := []object{}
	for _, name := range names {
		all = append(all, object{"bucket_name": name})
	}
	return all
}

const checkType = "cts_bucket_check"

// offers skips a test of a feature that this binary does not have. TestBinary_OffersEveryReleasedFeature pins the
// features that it must have, so that none can get lost this way.
func offers(t testing.TB, kind string) {
	t.Helper()
	if len(offered(t)[kind]) == 0 {
		t.Skipf("the binary has no %s", kind)
	}
}

// offered returns the names of each kind that the binary prints.
func offered(t testing.TB) map[string][]string {
	t.Helper()
	s := schema(t)
	return map[string][]string{
		"data source":        sortedKeys(s.DataSources),
		"ephemeral resource": sortedKeys(s.EphemeralResources),
		"action":             sortedKeys(s.Actions),
		"function":           sortedKeys(s.Functions),
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func dataConfig(t testing.TB, values object) message {
	t.Helper()
	return configOf(t, schema(t).DataSources, values)
}

func ephemeralConfig(t testing.TB, values object) message {
	t.Helper()
	return configOf(t, schema(t).EphemeralResources, values)
}

func actionConfig(t testing.TB, values object) message {
	t.Helper()
	return configOf(t, schema(t).Actions, values)
}

func configOf(t testing.TB, kinds map[string]blockSchema, values object) message {
	t.Helper()
	kind, found := kinds[checkType]
	if !found {
		t.Fatalf("--schema has no %s of this kind", checkType)
	}
	return dynamic(t, kind.Block.fill(values))
}

func configureRequest(t testing.TB, values object) message {
	t.Helper()
	return message(nil).text(1, "1.15.5").bytes(2, dynamic(t, schema(t).Provider.Block.fill(values)))
}

// configure configures the provider and requires that it returns no diagnostics.
func (c *connection) configure(values object) {
	c.t.Helper()
	if d := c.call("ConfigureProvider", configureRequest(c.t, values)).diagnostics(1); len(d) != 0 {
		c.t.Fatalf("ConfigureProvider: %v", d)
	}
}

func readRequest(t testing.TB, values object) message {
	t.Helper()
	return message(nil).text(1, checkType).bytes(2, dataConfig(t, values))
}

// read returns the state and the diagnostics.
func (c *connection) read(values object) (object, []diagnostic) {
	c.t.Helper()
	response := c.call("ReadDataSource", readRequest(c.t, values))
	said := response.diagnostics(2)
	if !response.has(1) {
		return nil, said
	}
	return decode(c.t, response.sub(1)), said
}
