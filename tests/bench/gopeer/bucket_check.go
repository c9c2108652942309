// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type bucketCheck struct{ service *cts }

type state struct {
	Buckets       []bucketModel `tfsdk:"buckets"`
	Results       []resultModel `tfsdk:"results"`
	AllSuccessful types.Bool    `tfsdk:"all_successful"`
}

type bucketModel struct {
	Name     types.String `tfsdk:"bucket_name"`
	Location types.String `tfsdk:"bucket_location"`
}

type resultModel struct {
	Name         types.String `tfsdk:"bucket_name"`
	Location     types.String `tfsdk:"bucket_location"`
	Success      types.Bool   `tfsdk:"success"`
	ResponseCode types.Int64  `tfsdk:"response_code"`
	ErrorCode    types.String `tfsdk:"error_code"`
	ErrorMessage types.String `tfsdk:"error_message"`
}

func (*bucketCheck) Metadata(_ context.Context, _ datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = "cts_bucket_check"
}

func (*bucketCheck) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	listOf := func(attributes map[string]schema.Attribute) schema.NestedAttributeObject {
		return schema.NestedAttributeObject{Attributes: attributes}
	}
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"buckets": schema.ListNestedAttribute{
				Required: true,
				NestedObject: listOf(map[string]schema.Attribute{
					"bucket_name":     schema.StringAttribute{Required: true},
					"bucket_location": schema.StringAttribute{Required: true},
				}),
			},
			"results": schema.ListNestedAttribute{
				Computed: true,
				NestedObject: listOf(map[string]schema.Attribute{
					"bucket_name":     schema.StringAttribute{Computed: true},
					"bucket_location": schema.StringAttribute{Computed: true},
					"success":         schema.BoolAttribute{Computed: true},
					"response_code":   schema.Int64Attribute{Computed: true},
					"error_code":      schema.StringAttribute{Computed: true},
					"error_message":   schema.StringAttribute{Computed: true},
				}),
			},
			"all_successful": schema.BoolAttribute{Computed: true},
		},
	}
}

func (c *bucketCheck) Configure(_ context.Context, request datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	if service, ok := request.ProviderData.(*cts); ok {
		c.service = service
	}
}

func (c *bucketCheck) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	var data state
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	asked := make([]bucket, 0, len(data.Buckets))
	for _, model := range data.Buckets {
		asked = append(asked, bucket{Name: model.Name.ValueString(), Location: model.Location.ValueString()})
	}
	answered, err := c.service.check(ctx, asked)
	if err != nil {
		response.Diagnostics.AddError("The buckets were not checked", err.Error())
		return
	}
	successful := true
	data.Results = make([]resultModel, 0, len(answered))
	for _, b := range answered {
		successful = successful && b.Response.Success
		data.Results = append(data.Results, resultModel{
			Name:         types.StringValue(b.Name),
			Location:     types.StringValue(b.Location),
			Success:      types.BoolValue(b.Response.Success),
			ResponseCode: types.Int64Value(b.Response.Code),
			ErrorCode:    types.StringValue(b.Response.ErrorCode),
			ErrorMessage: types.StringValue(b.Response.ErrorMessage),
		})
	}
	data.AllSuccessful = types.BoolValue(successful)
	response.Diagnostics.Append(response.State.Set(ctx, &data)...)
}
