// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// type JSON → the same as go-cty writes it.
func typeText(texts []string) ([]string, bool) {
	ty, err := ctyjson.UnmarshalType([]byte(texts[0]))
	if err != nil {
		return nil, false
	}
	written, err := ctyjson.MarshalType(ty.WithoutOptionalAttributesDeep())
	return []string{string(written)}, err == nil
}

func unrefined(val cty.Value) (cty.Value, error) {
	return cty.Transform(val, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		if !v.IsKnown() {
			return cty.UnknownVal(v.Type()), nil
		}
		return v, nil
	})
}

func forms(val cty.Value, ty cty.Type) ([]string, bool) {
	val, err := unrefined(val)
	if err != nil {
		return nil, false
	}
	packed, err := msgpack.Marshal(val, ty)
	if err != nil {
		return nil, false
	}
	text := ""
	if written, err := ctyjson.Marshal(val, ty); err == nil {
		text = string(written)
	}
	return []string{string(packed), text}, true
}

// type JSON, msgpack → msgpack without refinements, JSON ("" where JSON cannot say it).
func msgpackValue(texts []string) ([]string, bool) {
	ty, err := ctyjson.UnmarshalType([]byte(texts[0]))
	if err != nil {
		return nil, false
	}
	val, err := msgpack.Unmarshal([]byte(texts[1]), ty)
	if err != nil {
		return nil, false
	}
	return forms(val, ty)
}

// type JSON, JSON → msgpack, JSON.
func jsonValue(texts []string) ([]string, bool) {
	ty, err := ctyjson.UnmarshalType([]byte(texts[0]))
	if err != nil {
		return nil, false
	}
	val, err := ctyjson.Unmarshal([]byte(texts[1]), ty)
	if err != nil {
		return nil, false
	}
	return forms(val, ty)
}
