// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// object is what is needed of an object type to write a value of it: core sends every attribute, null
// if the user did not set it, and an empty list for a repeatable block.
type object struct {
	attributes map[string]object
	blocks     map[string]bool // by type name; whether it may repeat
}

type schemas struct {
	provider object
	check    object
}

// Field numbers of tfplugin6: Schema.block, Block.attributes, Block.block_types; name is 1 in both.
const (
	schemaBlock     = 2
	blockAttributes = 2
	blockTypes      = 3
	attributeNested = 10
	nestedNesting   = 3
	nestingList     = 2
	nestingSet      = 3
)

func readAttribute(m message, attributes map[string]object) {
	var name string
	nested := object{attributes: map[string]object{}}
	m.each(func(number protowire.Number, value message) {
		switch number {
		case 1:
			name = string(value)
		case attributeNested:
			value.each(func(number protowire.Number, inner message) {
				if number == 1 {
					readAttribute(inner, nested.attributes)
				}
			})
		}
	})
	attributes[name] = nested
}

func readSchema(m message) object {
	whole := object{attributes: map[string]object{}, blocks: map[string]bool{}}
	m.each(func(number protowire.Number, block message) {
		if number != schemaBlock {
			return
		}
		block.each(func(number protowire.Number, value message) {
			switch number {
			case blockAttributes:
				readAttribute(value, whole.attributes)
			case blockTypes:
				value.each(func(number protowire.Number, name message) {
					if number == 1 {
						nesting := value.varint(nestedNesting)
						whole.blocks[string(name)] = nesting == nestingList || nesting == nestingSet
					}
				})
			}
		})
	})
	return whole
}

func (p *provider) schemas() (*schemas, error) {
	response, err := p.call("GetProviderSchema", nil)
	if err != nil {
		return nil, err
	}
	found := &schemas{}
	response.each(func(number protowire.Number, value message) {
		switch number {
		case 1:
			found.provider = readSchema(value)
		case 3: // data_source_schemas, a map: key 1, value 2
			var name string
			value.each(func(number protowire.Number, part message) {
				if number == 1 {
					name = string(part)
				} else if name == checkType {
					found.check = readSchema(part)
				}
			})
		}
	})
	if len(found.check.attributes) == 0 {
		return nil, fmt.Errorf("the provider has no data source %s", checkType)
	}
	return found, nil
}

// fill adds the missing attributes to a value.
func (o object) fill(values map[string]any) map[string]any {
	whole := map[string]any{}
	for name, repeats := range o.blocks {
		whole[name] = values[name]
		if repeats && values[name] == nil {
			whole[name] = []any{}
		}
	}
	for name, attribute := range o.attributes {
		whole[name] = attribute.fillValue(values[name])
	}
	return whole
}

func (o object) fillValue(value any) any {
	if len(o.attributes) == 0 {
		return value
	}
	switch given := value.(type) {
	case map[string]any:
		return o.fill(given)
	case []any:
		all := make([]any, len(given))
		for i, element := range given {
			all[i] = o.fillValue(element)
		}
		return all
	}
	return value
}
