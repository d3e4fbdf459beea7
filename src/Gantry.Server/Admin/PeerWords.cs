using Gantry.Archive.Peers;
using Gantry.Dicom;

namespace Gantry.Server.Admin;

/// <summary>Peers between the API's words and the domain's.</summary>
internal static class PeerWords
{
    private static readonly (PeerRights Right, string Word)[] Words = [(PeerRights.Store, "store"), (PeerRights.Query, "query"), (PeerRights.Retrieve, "retrieve")];

    /// <summary>The peer that a request asks for: <paramref name="before"/> with what the request names; null and a reason where a member cannot be read.</summary>
    public static Peer? Read(PeerRequest asked, Peer before, out string? fault)
    {
        AeTitle title = before.AeTitle;
        fault = asked.AeTitle is { } text && !AeTitle.TryParse(text, out title) ? $"'{text}' is not an AE title: 1 to 16 printable ASCII characters without a backslash" : null;
        PeerRights? rights = asked.Rights is { } words ? RightsOf(words) : before.Rights;
        fault ??= rights is null ? "rights are some of \"store\", \"query\" and \"retrieve\"" : null;
        return fault is not null ? null : before with
        {
            AeTitle = title,
            Host = asked.Host ?? before.Host,
            Port = asked.Port ?? before.Port,
            Tls = asked.Tls ?? before.Tls,
            CertificateFingerprint = asked.CertificateFingerprint is { } print ? Empty(print.Replace(":", "", StringComparison.Ordinal)) : before.CertificateFingerprint,
            AnyAddress = asked.AnyAddress ?? before.AnyAddress,
            CharacterSet = asked.CharacterSet is { } set ? Empty(set) : before.CharacterSet,
            TransferSyntaxes = asked.TransferSyntaxes ?? before.TransferSyntaxes,
            Rights = rights!.Value,
            Views = asked.Views ?? before.Views,
            IsDisabled = asked.Enabled is { } enabled ? !enabled : before.IsDisabled,
        };
    }

    public static PeerAnswer Describe(Peer p) => new(
        p.Name, p.AeTitle.Value, p.Host, p.Port, p.Tls, p.CertificateFingerprint, p.AnyAddress, p.CharacterSet, p.TransferSyntaxes,
        [.. Words.Where(w => p.Rights.HasFlag(w.Right)).Select(w => w.Word)], p.Views, !p.IsDisabled, p.CreatedAt, p.ChangedAt);

    private static PeerRights? RightsOf(IReadOnlyList<string> words) =>
        words.All(w => Array.Exists(Words, k => k.Word == w)) ? words.Aggregate(PeerRights.None, (all, w) => all | Array.Find(Words, k => k.Word == w).Right) : null;

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
