// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Writes vectors.json: what go-cty, the library of both cores, makes of types, values and their
// encodings. The C++ test beside that file compares the provider's codecs with it. To update it:
// go run . > ../vectors.json
//
// Nothing is random: the same go-cty writes the same file.
package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// A vector is an encoding that go-cty accepts.
type vector struct {
	Type    string `json:"type"` // JSON text, to the byte
	Msgpack string `json:"msgpack"`
	// What go-cty writes for it without refinements, if that differs.
	Canonical string `json:"canonical,omitempty"`
	// The value as JSON text, if JSON can represent it.
	JSON string `json:"json,omitempty"`
}

// A refusal is an encoding that go-cty refuses or panics on.
type refusal struct {
	Why     string `json:"why"`
	Type    string `json:"type"`
	Msgpack string `json:"msgpack"`
	Panics  bool   `json:"panics,omitempty"`
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func typeJSON(ty cty.Type) string { return string(must(ctyjson.MarshalType(ty))) }

// The provider drops refinements, so the vectors have values without them.
func unrefined(val cty.Value) cty.Value {
	return must(cty.Transform(val, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		if !v.IsKnown() {
			return cty.UnknownVal(v.Type()), nil
		}
		return v, nil
	}))
}

func encoding(packed []byte, ty cty.Type) vector {
	val := must(msgpack.Unmarshal(packed, ty))
	v := vector{Type: typeJSON(ty), Msgpack: hex.EncodeToString(packed)}
	if canonical := hex.EncodeToString(must(msgpack.Marshal(unrefined(val), ty))); canonical != v.Msgpack {
		v.Canonical = canonical
	}
	if text, err := ctyjson.Marshal(val, ty); err == nil && jsonHasIt(string(text)) {
		v.JSON = string(text)
	}
	return v
}

// The provider's JSON reader has the range of float64 and no negative zero, which cty itself treats as equal
// to zero.
func jsonHasIt(text string) bool {
	return text != "-0" && !strings.Contains(text, strings.Repeat("0", 310))
}

func value(val cty.Value, ty cty.Type) vector { return encoding(must(msgpack.Marshal(val, ty)), ty) }

func refused(why, packed string, ty cty.Type) (r refusal) {
	r = refusal{Why: why, Type: typeJSON(ty), Msgpack: packed}
	defer func() { r.Panics = recover() != nil }()
	if _, err := msgpack.Unmarshal(must(hex.DecodeString(packed)), ty); err == nil {
		fmt.Fprintf(os.Stderr, "go-cty takes %s: %s\n", packed, why)
		os.Exit(1)
	}
	return r
}

func main() {
	vectors := slices.Concat(numbers(), texts(), unknowns(), collections(), otherForms(),
		generated(rand.New(rand.NewPCG(1, 2)), 250))
	fmt.Printf("{\"types\": [\n%s],\n\"vectors\": [\n%s],\n\"refusals\": [\n%s]}\n",
		lines(types()), lines(vectors), lines(refusals()))
}

// One item per line, so that a diff shows what changed.
func lines[T any](items []T) string {
	var out []string
	for _, item := range items {
		out = append(out, string(must(json.Marshal(item))))
	}
	return strings.Join(out, ",\n")
}
