// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Command vendors stands in for other vendors' providers, which only a registry has, so that the
// documentation's examples of trackers and buckets can be planned. The name it is started by,
// terraform-provider-NAME, selects the vendor. schemas.json has the arguments of the vendors'
// documentation: huaweicloud of August 2026, flexibleengine of March 2024, opentelekomcloud of
// October 2024.
package main

import (
	_ "embed"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

//go:embed schemas.json
var document []byte

// vendor is one provider of schemas.json. Arguments are listed with their types; a computed attribute
// is a string.
type vendor struct {
	Source    string            `json:"source"`
	Provider  map[string]string `json:"provider"`
	Resources map[string]object `json:"resources"`
}

type object struct {
	Required map[string]string `json:"required"`
	Optional map[string]string `json:"optional"`
	Computed []string          `json:"computed"`
	ID       string            `json:"id"` // the argument that is the ID of what is created
}

var types = map[string]tftypes.Type{
	"string":       tftypes.String,
	"bool":         tftypes.Bool,
	"number":       tftypes.Number,
	"list(string)": tftypes.List{ElementType: tftypes.String},
	"map(string)":  tftypes.Map{ElementType: tftypes.String},
}

func (o object) schema() *tfprotov6.Schema {
	block := &tfprotov6.SchemaBlock{}
	add := func(name, kind string, flag func(*tfprotov6.SchemaAttribute)) {
		attribute := &tfprotov6.SchemaAttribute{Name: name, Type: types[kind]}
		if attribute.Type == nil {
			log.Fatalf("schemas.json: %s has the unknown type %q", name, kind)
		}
		flag(attribute)
		block.Attributes = append(block.Attributes, attribute)
	}
	for name, kind := range o.Required {
		add(name, kind, func(a *tfprotov6.SchemaAttribute) { a.Required = true })
	}
	for name, kind := range o.Optional {
		add(name, kind, func(a *tfprotov6.SchemaAttribute) { a.Optional = true })
	}
	for _, name := range o.Computed {
		add(name, "string", func(a *tfprotov6.SchemaAttribute) { a.Computed = true })
	}
	return &tfprotov6.Schema{Block: block}
}

// vendorOf returns NAME from terraform-provider-NAME, with or without a version.
func vendorOf(command string) string {
	name := strings.TrimPrefix(filepath.Base(command), "terraform-provider-")
	name, _, _ = strings.Cut(name, "_")
	return name
}

func main() {
	var vendors map[string]vendor
	if err := json.Unmarshal(document, &vendors); err != nil {
		log.Fatalf("schemas.json: %v", err)
	}
	name := vendorOf(os.Args[0])
	known, ok := vendors[name]
	if !ok {
		log.Fatalf("schemas.json has no %q", name)
	}
	address := "registry.terraform.io/" + known.Source
	err := tf6server.Serve(address, func() tfprotov6.ProviderServer { return &server{vendor: known} })
	if err != nil {
		log.Fatal(err)
	}
}
