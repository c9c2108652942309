// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Command gopeer is what the provider is measured against: the data source cts_bucket_check as a Go
// team would write it with terraform-plugin-framework, reduced to the one call.
//
// It has no credentials, signature, retries, matching or messages, so a complete provider in Go would
// have higher figures than this one.
package main

import (
	"context"
	"log"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type peerProvider struct{}

func (peerProvider) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "cts"
}

func (peerProvider) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"url":       schema.StringAttribute{Required: true, Description: "Address of CTS."},
			"domain_id": schema.StringAttribute{Required: true, Description: "The account."},
		},
	}
}

func (peerProvider) Configure(ctx context.Context, request provider.ConfigureRequest, response *provider.ConfigureResponse) {
	var settings struct {
		URL      types.String `tfsdk:"url"`
		DomainID types.String `tfsdk:"domain_id"`
	}
	response.Diagnostics.Append(request.Config.Get(ctx, &settings)...)
	response.DataSourceData = &cts{
		client:  &http.Client{},
		address: settings.URL.ValueString() + "/v3/" + settings.DomainID.ValueString() + "/checkbucket",
	}
}

func (peerProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return &bucketCheck{} }}
}

func (peerProvider) Resources(context.Context) []func() resource.Resource { return nil }

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return peerProvider{} },
		providerserver.ServeOpts{Address: "terraform.local/cts/cts", ProtocolVersion: 6})
	if err != nil {
		log.Fatal(err)
	}
}
