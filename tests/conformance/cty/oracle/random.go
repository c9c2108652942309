// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Random values of nested types, with each kind of leaf and of state.
func generated(random *rand.Rand, count int) (out []vector) {
	for range count {
		ty := randomType(random, 3)
		for ty.IsPrimitiveType() {
			ty = randomType(random, 3)
		}
		out = append(out, value(randomValue(random, ty), ty))
	}
	return out
}

func randomType(random *rand.Rand, depth int) cty.Type {
	kinds := 9
	if depth == 0 {
		kinds = 4
	}
	switch random.IntN(kinds) {
	case 0:
		return cty.String
	case 1:
		return cty.Number
	case 2:
		return cty.Bool
	case 3:
		return cty.DynamicPseudoType
	case 4:
		return cty.List(randomType(random, depth-1))
	case 5:
		return cty.Map(randomType(random, depth-1))
	case 6:
		elements := []cty.Type{}
		for range random.IntN(4) {
			elements = append(elements, randomType(random, depth-1))
		}
		return cty.Tuple(elements)
	case 7:
		// No dynamic type in a set: go-cty cannot distinguish such elements.
		return cty.Set([]cty.Type{cty.String, cty.Number, cty.List(cty.Bool)}[random.IntN(3)])
	default:
		attributes := map[string]cty.Type{}
		for i := range random.IntN(5) {
			attributes[fmt.Sprintf("attribute_%d", i*7%5)] = randomType(random, depth-1)
		}
		return cty.Object(attributes)
	}
}

func randomValue(random *rand.Rand, ty cty.Type) cty.Value {
	switch random.IntN(8) {
	case 0:
		return cty.NullVal(ty)
	case 1:
		if random.IntN(2) == 0 {
			return cty.UnknownVal(ty)
		}
		if ty != cty.DynamicPseudoType {
			return cty.UnknownVal(ty).RefineNotNull()
		}
	}
	elements := func() (vals []cty.Value) {
		for range random.IntN(4) {
			vals = append(vals, randomValue(random, ty.ElementType()))
		}
		return vals
	}
	switch {
	case ty == cty.String:
		return cty.StringVal([]string{"", "plan", "é😀", "<&>", strings.Repeat("long ", 9)}[random.IntN(5)])
	case ty == cty.Bool:
		return cty.BoolVal(random.IntN(2) == 0)
	case ty == cty.Number:
		return randomNumber(random)
	case ty == cty.DynamicPseudoType:
		return randomValue(random, randomType(random, 1))
	case ty.IsListType():
		if vals := elements(); len(vals) > 0 && cty.CanListVal(vals) {
			return cty.ListVal(vals)
		}
		return cty.ListValEmpty(ty.ElementType())
	case ty.IsSetType():
		if vals := elements(); len(vals) > 0 {
			return cty.SetVal(vals)
		}
		return cty.SetValEmpty(ty.ElementType())
	case ty.IsMapType():
		vals := map[string]cty.Value{}
		for i, v := range elements() {
			vals[fmt.Sprintf("key %d", 9-i)] = v
		}
		if len(vals) > 0 && cty.CanMapVal(vals) {
			return cty.MapVal(vals)
		}
		return cty.MapValEmpty(ty.ElementType())
	case ty.IsTupleType():
		vals := []cty.Value{}
		for _, element := range ty.TupleElementTypes() {
			vals = append(vals, randomValue(random, element))
		}
		return cty.TupleVal(vals)
	default:
		vals := map[string]cty.Value{}
		for i := range 5 { // by name, because Go's maps have no order
			name := fmt.Sprintf("attribute_%d", i)
			if attribute, ok := ty.AttributeTypes()[name]; ok {
				vals[name] = randomValue(random, attribute)
			}
		}
		return cty.ObjectVal(vals)
	}
}

func randomNumber(random *rand.Rand) cty.Value {
	switch random.IntN(4) {
	case 0:
		return cty.NumberIntVal(int64(random.Uint64()) >> random.IntN(64))
	case 1:
		return cty.NumberFloatVal(random.NormFloat64() * math.Pow(10, float64(random.IntN(40)-20)))
	case 2:
		return cty.NumberUIntVal(random.Uint64())
	default:
		text := fmt.Sprintf("%d.%de%d", random.Int64(), random.Uint64(), random.IntN(80)-40)
		return cty.MustParseNumberVal(text)
	}
}
