// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// server accepts any configuration: it creates a resource with its planned values and invents the
// computed attributes. Methods that no core calls for these schemas are those of the embedded nil
// interface.
type server struct {
	tfprotov6.ProviderServer
	vendor vendor
}

func (s *server) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resources := map[string]*tfprotov6.Schema{}
	for name, resource := range s.vendor.Resources {
		resources[name] = resource.schema()
	}
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:        object{Optional: s.vendor.Provider}.schema(),
		ResourceSchemas: resources,
	}, nil
}

func (s *server) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (s *server) ValidateProviderConfig(_ context.Context, request *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (s *server) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (s *server) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (s *server) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (s *server) UpgradeResourceState(_ context.Context, request *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	kind := s.typeOf(request.TypeName)
	value, err := request.RawState.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	upgraded, err := tfprotov6.NewDynamicValue(kind, value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &upgraded}, err
}

func (s *server) ReadResource(_ context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: request.CurrentState}, nil
}

// PlanResourceChange plans the configuration. Computed attributes are unknown until apply.
func (s *server) PlanResourceChange(_ context.Context, request *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	proposed, err := s.replaceComputed(request.TypeName, request.ProposedNewState,
		func(name string, all map[string]tftypes.Value) tftypes.Value {
			if all[name].IsNull() {
				return tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
			}
			return all[name]
		})
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: proposed}, err
}

func (s *server) ApplyResourceChange(_ context.Context, request *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	made, err := s.replaceComputed(request.TypeName, request.PlannedState,
		func(name string, all map[string]tftypes.Value) tftypes.Value {
			if all[name].IsKnown() {
				return all[name]
			}
			if argument, ok := all[s.vendor.Resources[request.TypeName].ID]; ok && name == "id" {
				return argument
			}
			return tftypes.NewValue(tftypes.String, "made-up-"+name)
		})
	return &tfprotov6.ApplyResourceChangeResponse{NewState: made}, err
}

// ImportResourceState finds a resource for any ID; its arguments are not set.
func (s *server) ImportResourceState(_ context.Context, request *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	kind := s.typeOf(request.TypeName)
	values := map[string]tftypes.Value{}
	for name, attribute := range kind.(tftypes.Object).AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	for _, name := range s.vendor.Resources[request.TypeName].Computed {
		values[name] = tftypes.NewValue(tftypes.String, request.ID)
	}
	state, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, values))
	return &tfprotov6.ImportResourceStateResponse{
		ImportedResources: []*tfprotov6.ImportedResource{{TypeName: request.TypeName, State: &state}},
	}, err
}

func (s *server) typeOf(resource string) tftypes.Type {
	return s.vendor.Resources[resource].schema().ValueType()
}

// replaceComputed returns the value with its computed attributes replaced. It returns a null, the plan
// of a resource to be destroyed, unchanged.
func (s *server) replaceComputed(resource string, encoded *tfprotov6.DynamicValue,
	replace func(string, map[string]tftypes.Value) tftypes.Value) (*tfprotov6.DynamicValue, error) {
	kind := s.typeOf(resource)
	value, err := encoded.Unmarshal(kind)
	if err != nil || value.IsNull() {
		return encoded, err
	}
	values := map[string]tftypes.Value{}
	if err := value.As(&values); err != nil {
		return nil, fmt.Errorf("%s: %w", resource, err)
	}
	for _, name := range s.vendor.Resources[resource].Computed {
		values[name] = replace(name, values)
	}
	replaced, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, values))
	return &replaced, err
}
