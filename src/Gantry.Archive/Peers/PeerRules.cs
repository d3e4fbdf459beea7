using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Text;

namespace Gantry.Archive.Peers;

/// <summary>What a peer's entry must look like.</summary>
internal static class PeerRules
{
    private const int MaxNameLength = 64;
    private const int MaxHostLength = 253;
    private const int MaxTransferSyntaxes = 64;
    private const int MaxViews = 64;

    /// <summary>What is wrong, in words for a person; null when all is well.</summary>
    public static string? FindFault(Peer peer, IViewStore views) =>
        peer.Name.Length is 0 or > MaxNameLength || peer.Name != peer.Name.Trim() || peer.Name.Any(c => c is < ' ' or > '~' or '/' or '\\' or '?' or '#' or '%')
            ? $"a name has 1 to {MaxNameLength} printable ASCII characters, none of them / \\ ? # %"
        : peer.AeTitle.Value.Length == 0 ? "an AE title has 1 to 16 characters"
        : peer.Host.Length is 0 or > MaxHostLength || Uri.CheckHostName(peer.Host) == UriHostNameType.Unknown ? $"'{peer.Host}' is not a host name or address"
        : peer.Port is < 1 or > 65_535 ? "a port is 1 to 65535"
        : peer.CertificateFingerprint is { } print && (print.Length != 64 || !print.All(char.IsAsciiHexDigit)) ? "a certificate's fingerprint is SHA-256: 64 hexadecimal digits"
        : peer.CharacterSet is { } set && SpecificCharacterSet.FromTerms(set.Split('\\')).Findings.Count > 0 ? $"'{set}' is not a Specific Character Set of PS3.3 C.12.1.1.2"
        : peer.TransferSyntaxes.Count > MaxTransferSyntaxes || peer.TransferSyntaxes.Any(s => !DicomUid.IsAcceptable(s)) ? "transfer syntaxes are given by their UIDs"
        : peer.Views.Count > MaxViews ? $"a peer has at most {MaxViews} views"
        : peer.Views.FirstOrDefault(v => views.Find(v) is null) is { } unknown ? $"there is no view of the name {unknown}"
        : null;
}
