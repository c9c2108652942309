# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.5" # check blocks

  required_providers {
    cts = {
      source  = "terraform.local/cts/cts"
      version = ">= 0.1.0"
    }
  }
}
