terraform {
  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

# The keys come from the environment: HW_ACCESS_KEY and HW_SECRET_KEY.
# The account and the project are looked up.
provider "cts" {
  region = "eu-west-0"
}
