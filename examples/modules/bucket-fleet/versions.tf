# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.7" # provider functions; Terraform: >= 1.8

  required_providers {
    cts = {
      source  = "terraform.local/cts/cts"
      version = ">= 0.1.0"
    }
  }
}
