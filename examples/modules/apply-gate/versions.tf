# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.10" # ephemeral resources; OpenTofu: >= 1.11

  required_providers {
    cts = {
      source  = "terraform.local/cts/cts"
      version = ">= 0.1.0"
    }
  }
}
