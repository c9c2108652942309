# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Installs the provider on Windows from the files of a release, of which it is one. It does what install.sh
# does, in Windows PowerShell 5.1 and PowerShell 7. Reviewed, but not yet run on Windows.

<#
.SYNOPSIS
Installs terraform.local/cts/cts, so that terraform init and tofu init find it.
.PARAMETER Release
A folder with the files of a release, or its https:// address. Default: the folder of this script.
.PARAMETER Version
The version to install, or to remove.
.PARAMETER Key
Check the signature of the release with the public key in this file; needs gpg.
.PARAMETER Platform
Install for another platform, such as linux_amd64.
.PARAMETER To
Install into this folder, for example terraform.d\plugins. Default: %APPDATA%\terraform.d\plugins, where
Terraform and OpenTofu search without any configuration. They search no folder for all users.
.PARAMETER Uninstall
Remove all installed versions, or the one of -Version.
.EXAMPLE
powershell -ExecutionPolicy Bypass -File install.ps1
#>
[CmdletBinding(PositionalBinding = $false)]
param(
  [Parameter(Position = 0)] [string] $Release = '',
  [string] $Version = '',
  [string] $Key = '',
  [string] $Platform = '',
  [string] $To = '',
  [switch] $Uninstall
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
# Its progress bar makes Invoke-WebRequest of PowerShell 5.1 many times slower.
$ProgressPreference = 'SilentlyContinue'

# tools/release replaces both values by those of the release.
$address = 'terraform.local/cts/cts'
$scriptVersion = '@VERSION@'
if ($scriptVersion.StartsWith('@')) { $scriptVersion = '' }
$type = $address.Split('/')[-1]
$name = "terraform-provider-$type"

# In PowerShell 7 on Linux and macOS it is Unix.
function Test-Windows { return [Environment]::OSVersion.Platform -eq 'Win32NT' }

function Get-MachinePlatform {
  if (-not (Test-Windows)) { throw 'this script is for Windows. On Linux and macOS run install.sh.' }
  # A 32-bit PowerShell has the machine's architecture in the second variable.
  $architecture = $env:PROCESSOR_ARCHITECTURE
  if ($env:PROCESSOR_ARCHITEW6432) { $architecture = $env:PROCESSOR_ARCHITEW6432 }
  if ($architecture -eq 'ARM64') {
    throw 'there is no package for Windows on ARM64. If your Terraform is windows_amd64, use -Platform windows_amd64.'
  }
  if ($architecture -ne 'AMD64') { throw "there is no package for Windows on $architecture" }
  return 'windows_amd64'
}

function Get-PluginFolder {
  if ($To) { return $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($To) }
  if (-not $env:APPDATA) { throw 'APPDATA is not set. Use -To.' }
  return Join-Path $env:APPDATA 'terraform.d\plugins'
}

function Test-Url { return $Release.StartsWith('https://') }

# The address without a slash at its end, or the folder.
function Resolve-Release {
  if (-not $Release) { return $PSScriptRoot }
  if ($Release.StartsWith('http://')) { throw "$Release is not encrypted. Use an https:// address." }
  if (Test-Url) { return $Release.TrimEnd('/') }
  if ($Release.Contains('://')) { throw "$Release is neither a folder nor an https:// address" }
  if (-not (Test-Path -LiteralPath $Release -PathType Container)) { throw "there is no folder $Release" }
  return $Release
}

function Find-Version {
  if ($Version) { return $Version }
  if (Test-Url) {
    if (-not $scriptVersion) { throw 'name the version with -Version' }
    return $scriptVersion
  }
  $pattern = '^' + [regex]::Escape($name) + '_(.+)_SHA256SUMS$'
  $versions = @(Get-ChildItem -LiteralPath $Release -File | Where-Object { $_.Name -match $pattern } |
      ForEach-Object { $_.Name -replace $pattern, '$1' })
  if ($versions.Count -eq 0) {
    throw "$Release has no files of a release: ${name}_VERSION_SHA256SUMS is missing. Name the folder or the https:// address of the release: install.ps1 RELEASE"
  }
  if ($versions.Count -gt 1) { throw "$Release has several versions ($versions). Name one with -Version." }
  return $versions[0]
}

# PowerShell 7 refuses to leave https; for 5.1, the address of the last response says whether it did.
function Save-Url([string] $Url, [string] $File) {
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  try {
    $response = Invoke-WebRequest -Uri $Url -OutFile $File -PassThru -UseBasicParsing
  } catch {
    $message = "cannot download ${Url}: $($_.Exception.Message)"
    # Only a response with an error has it.
    $response = $_.Exception.PSObject.Properties['Response']
    if ($response -and $response.Value -and $Url.EndsWith('_SHA256SUMS')) {
      $message += " Is $Release the folder of a release, and does it have version ${Version}?"
    }
    throw $message
  }
  $base = $response.BaseResponse
  if ($base.PSObject.Properties['ResponseUri']) { $last = $base.ResponseUri } else { $last = $base.RequestMessage.RequestUri }
  if ($last.Scheme -ne 'https') { throw "$Url leads to an address without encryption" }
}

# Copies a file of the release into the work folder.
function Copy-ReleaseFile([string] $Name) {
  $file = Join-Path $work $Name
  if (Test-Url) {
    Save-Url "$Release/$Name" $file
  } else {
    $source = Join-Path $Release $Name
    if (-not (Test-Path -LiteralPath $source -PathType Leaf)) { throw "there is no $Name in $Release" }
    Copy-Item -LiteralPath $source -Destination $file
  }
  return $file
}

# What gpg prints on its status descriptor. Its words on stderr would end a script of PowerShell 5.1.
function Invoke-Gpg([string[]] $Arguments) {
  $ErrorActionPreference = 'Continue'
  $common = '--homedir', (Join-Path $work 'gnupg'), '--batch', '--no-tty', '--quiet', '--status-fd', '1'
  return @(& gpg @common @Arguments 2>$null) -join "`n"
}

function Test-Signature([string] $Sums) {
  if (-not (Get-Command gpg -ErrorAction SilentlyContinue)) { throw '-Key needs gpg. Install it, for example with Gpg4win.' }
  $signature = Copy-ReleaseFile "${name}_${Version}_SHA256SUMS.sig"
  New-Item -ItemType Directory -Path (Join-Path $work 'gnupg') | Out-Null
  if ((Invoke-Gpg '--import', $Key) -notmatch '(?m)^\[GNUPG:\] IMPORT_OK ') { throw "gpg finds no public key in $Key" }
  $status = Invoke-Gpg '--verify', $signature, $Sums
  $file = Split-Path -Leaf $Sums
  switch -Regex ($status) {
    '(?m)^\[GNUPG:\] GOODSIG ' { break }
    '(?m)^\[GNUPG:\] BADSIG ' { throw "the signature is not that of ${file}: the file was changed" }
    '(?m)^\[GNUPG:\] NO_PUBKEY ' { throw "$file is signed with another key than the one in $Key" }
    '(?m)^\[GNUPG:\] (EXPKEYSIG|REVKEYSIG) ' { throw "the key in $Key has expired or was revoked" }
    default { throw "$file.sig is not a valid signature" }
  }
  $fingerprint = [regex]::Match($status, '(?m)^\[GNUPG:\] VALIDSIG ([0-9A-F]+)').Groups[1].Value
  Write-Output "The signature is valid: $fingerprint"
}

# Brings the package into the work folder and compares it with its checksum.
function Get-VerifiedPackage {
  $sums = Copy-ReleaseFile "${name}_${Version}_SHA256SUMS"
  if ($Key) { Test-Signature $sums } else { Write-Output 'The signature was not checked: use -Key to name a public key.' }
  $prefix = "${name}_${Version}_"
  $expected = @()
  $available = @()
  foreach ($line in Get-Content -LiteralPath $sums) {
    $sum, $file = $line -split '\s+\*?', 2
    if ($file -ceq $zip) { $expected += $sum }
    if ($file -like '*.zip') { $available += $file.Replace($prefix, '').Replace('.zip', '') }
  }
  if ($expected.Count -ne 1) { throw "version $Version has no package for $Platform. There are: $available" }
  $package = Copy-ReleaseFile $zip
  if ((Get-FileHash -LiteralPath $package -Algorithm SHA256).Hash -ne $expected[0]) {
    throw "$zip does not have the checksum in $(Split-Path -Leaf $sums). It was changed or is incomplete; nothing was installed."
  }
}

# Names and checksums of a folder's files.
function Get-PackageContent([string] $Folder) {
  return @(Get-ChildItem -LiteralPath $Folder -File | Sort-Object Name |
      ForEach-Object { "$((Get-FileHash -LiteralPath $_.FullName -Algorithm SHA256).Hash) $($_.Name)" }) -join "`n"
}

# Puts the package into place, in one step.
function Install-Package([string] $Folder) {
  $root = Join-Path $Folder $address
  $target = Join-Path $root "$Version\$Platform"
  $stage = Join-Path $root ".install.$PID"
  try {
    New-Item -ItemType Directory -Force -Path $stage | Out-Null
    $package = Join-Path $stage 'package'
    Expand-Archive -LiteralPath (Join-Path $work $zip) -DestinationPath $package
    if (-not (Test-Path (Join-Path $package "${name}_v$Version*") -PathType Leaf)) { throw "$zip has no provider" }
    $outcome = 'is installed'
    if (Test-Path -LiteralPath $target) {
      if ((Get-PackageContent $target) -eq (Get-PackageContent $package)) {
        Write-Output "$address $Version ($Platform) is already installed:" "  $target"
        return
      }
      Move-Item -LiteralPath $target -Destination (Join-Path $stage 'old')
      $outcome = 'replaces another build of the same version'
    }
    New-Item -ItemType Directory -Force -Path (Split-Path $target) | Out-Null
    Move-Item -LiteralPath $package -Destination $target
    Write-Output "$address $Version ($Platform) ${outcome}:" "  $target"
  } finally {
    if (Test-Path -LiteralPath $stage) { Remove-Item -LiteralPath $stage -Recurse -Force }
  }
}

# The folders and zips of installed versions, with the version of each.
function Get-Installed([string] $Folder) {
  $root = Join-Path $Folder $address
  if (-not (Test-Path -LiteralPath $root)) { return }
  foreach ($entry in Get-ChildItem -LiteralPath $root) {
    if ($entry.Name -match ('^(' + [regex]::Escape($name) + '_)?(\d+\.\d+\.\d[^_]*)(_.*\.zip)?$')) {
      [pscustomobject] @{ Version = $Matches[2]; Path = $entry.FullName }
    }
  }
}

function Uninstall-Package([string] $Folder) {
  $found = @(Get-Installed $Folder | Where-Object { -not $Version -or $_.Version -eq $Version })
  if ($found.Count -eq 0) {
    $what = if ($Version) { "version $Version of $address" } else { $address }
    Write-Output "There is no $what in $Folder."
    $others = @(Get-Installed $Folder | ForEach-Object { $_.Version } | Sort-Object -Unique)
    if ($others.Count -gt 0) { Write-Output "Installed: $others" }
    return
  }
  foreach ($entry in $found) {
    Remove-Item -LiteralPath $entry.Path -Recurse -Force
    Write-Output "Removed $address $($entry.Version): $($entry.Path)"
  }
  $parent = Join-Path $Folder $address
  while ($parent.Length -gt $Folder.Length -and -not (Get-ChildItem -LiteralPath $parent -Force)) {
    Remove-Item -LiteralPath $parent
    $parent = Split-Path $parent
  }
}

# A provider_installation block replaces the folders that are searched by default.
function Write-CliConfiguration([string] $Folder) {
  $files = @($env:TF_CLI_CONFIG_FILE, $env:TERRAFORM_CONFIG | Where-Object { $_ })
  if ($files.Count -eq 0 -and $env:APPDATA) {
    $files = 'terraform.rc', 'tofu.rc', 'terraform.d\*.tfrc', 'terraform.d\*.tfrc.json' |
      ForEach-Object { Get-ChildItem -Path (Join-Path $env:APPDATA $_) -File -ErrorAction SilentlyContinue } |
      ForEach-Object { $_.FullName }
  }
  $path = $Folder.Replace('\', '/')
  $searched = -not $To -or $path -like '*/terraform.d/plugins'
  foreach ($file in @($files | Where-Object { $_ })) {
    if (-not (Test-Path -LiteralPath $file)) { continue }
    $text = Get-Content -LiteralPath $file -Raw
    if ($text -match '(?m)^\s*"?provider_installation' -and -not $text.Replace('\\', '/').Contains("`"$path`"")) {
      Write-Output '' "$file has a provider_installation block, so init does not search the default folders."
      $searched = $false
    }
  }
  if ($searched) { return }
  Write-Output @"

So that init searches $Folder, your CLI configuration needs these lines.
If it has other blocks in provider_installation, keep them and give each the line with exclude.

  provider_installation {
    filesystem_mirror {
      path    = "$path"
      include = ["$address"]
    }
    direct {
      exclude = ["$address"]
    }
  }
"@
}

function Write-NextStep([string] $Folder) {
  $others = @(Get-Installed $Folder | ForEach-Object { $_.Version } | Where-Object { $_ -ne $Version } | Sort-Object -Unique)
  if ($others.Count -gt 0) {
    Write-Output "Also installed: $others. Run terraform init -upgrade where a lock file has another version."
  }
  Write-CliConfiguration $Folder
  Write-Output @"

Write this into your configuration, then run terraform init or tofu init:

  terraform {
    required_providers {
      $type = {
        source  = "$address"
        version = ">= $Version"
      }
    }
  }
"@
}

$work = ''
try {
  $Version = $Version -replace '^v', ''
  if ($Version -match '[^0-9A-Za-z.+-]') { throw "$Version is not a version" }
  if ($Platform -match '[^0-9a-z_]') { throw "$Platform is not a platform. Write it as in windows_amd64." }
  if ($Key -and -not (Test-Path -LiteralPath $Key -PathType Leaf)) { throw "there is no file $Key" }
  $folder = Get-PluginFolder
  if ($Uninstall) {
    if ("$Release$Key$Platform") { throw '-Uninstall takes only -Version and -To' }
    Uninstall-Package $folder
    exit 0
  }
  if (-not $Platform) { $Platform = Get-MachinePlatform }
  $Release = Resolve-Release
  $Version = Find-Version
  $zip = "${name}_${Version}_$Platform.zip"
  $work = Join-Path ([IO.Path]::GetTempPath()) ('cts-install.' + [guid]::NewGuid())
  New-Item -ItemType Directory -Path $work | Out-Null
  Get-VerifiedPackage
  Install-Package $folder
  Write-NextStep $folder
} catch {
  [Console]::Error.WriteLine("Error: $($_.Exception.Message)")
  exit 1
} finally {
  if ($work) { Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue }
}
