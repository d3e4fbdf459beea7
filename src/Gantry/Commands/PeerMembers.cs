using System.CommandLine;
using Gantry.Archive.Peers;
using Gantry.Dicom;

namespace Gantry.Commands;

/// <summary>A peer's members as options, the same for adding and editing.</summary>
internal sealed class PeerMembers
{
    private static readonly Dictionary<string, PeerRights> Rights = new()
    {
        ["store"] = PeerRights.Store, ["query"] = PeerRights.Query, ["retrieve"] = PeerRights.Retrieve, ["all"] = PeerRights.All, ["none"] = PeerRights.None,
    };

    private readonly Option<string?> host = new("--host") { Description = "Its host name or address.", HelpName = "HOST" };
    private readonly Option<int?> port = new("--port") { Description = "Its DICOM port.", HelpName = "PORT" };
    private readonly Option<string?> title = new("--ae-title") { Description = "Its AE title; the name where a new peer has none.", HelpName = "AE" };
    private readonly Option<bool?> tls = new("--tls") { Description = "Call it with TLS.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> certificate = new("--certificate") { Description = "The SHA-256 fingerprint of the certificate that it must show when it calls; empty for none.", HelpName = "HEX" };
    private readonly Option<bool?> anyAddress = new("--any-address") { Description = "It may call from any address, not from its host's alone.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> characterSet = new("--character-set") { Description = "The Specific Character Set of answers to it, as in 'ISO_IR 100'; empty takes that of its question.", HelpName = "SET" };
    private readonly Option<string[]> syntaxes = new("--transfer-syntax") { Description = "UIDs of transfer syntaxes that it likes, best first.", HelpName = "UID", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> rights = new("--rights") { Description = "What it may ask of us: store, query, retrieve, all or none. A new peer may all.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> views = new("--view") { Description = "Views that it sees, and nothing else; empty for the whole archive.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool?> disabled = new("--disabled") { Description = "Keep it in the registry without exchanging with it.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne };

    public static string Words(PeerRights rights) =>
        rights == PeerRights.None ? "none" : string.Join(',', Rights.Where(r => r.Value is PeerRights.Store or PeerRights.Query or PeerRights.Retrieve && rights.HasFlag(r.Value)).Select(r => r.Key));

    public static AeTitle Title(string text) =>
        AeTitle.TryParse(text, out AeTitle title) ? title : throw new CommandException($"'{text}' is not an AE title: 1 to 16 printable ASCII characters without a backslash", ExitCode.Usage);

    public void AddTo(Command command, bool isNew)
    {
        host.Required = isNew;
        port.Required = isNew;
        foreach (Option option in new Option[] { host, port, title, tls, certificate, anyAddress, characterSet, syntaxes, rights, views, disabled })
        {
            command.Options.Add(option);
        }
    }

    public bool HasTitle(ParseResult parsed) => parsed.GetValue(title) is not null;

    /// <summary>The peer with what the command line names.</summary>
    public Peer Change(ParseResult parsed, Peer before) => before with
    {
        AeTitle = parsed.GetValue(title) is { } text ? Title(text) : before.AeTitle,
        Host = parsed.GetValue(host) ?? before.Host,
        Port = parsed.GetValue(port) ?? before.Port,
        Tls = Flag(parsed, tls) ?? before.Tls,
        CertificateFingerprint = parsed.GetValue(certificate) is { } print ? Empty(print.Replace(":", "", StringComparison.Ordinal)) : before.CertificateFingerprint,
        AnyAddress = Flag(parsed, anyAddress) ?? before.AnyAddress,
        CharacterSet = parsed.GetValue(characterSet) is { } set ? Empty(set) : before.CharacterSet,
        TransferSyntaxes = parsed.GetResult(syntaxes) is null ? before.TransferSyntaxes : [.. (parsed.GetValue(syntaxes) ?? []).Where(s => s.Length > 0)],
        Rights = parsed.GetValue(rights) is { Length: > 0 } words ? Read(words) : before.Rights,
        Views = parsed.GetResult(views) is null ? before.Views : [.. (parsed.GetValue(views) ?? []).Where(v => v.Length > 0)],
        IsDisabled = Flag(parsed, disabled) ?? before.IsDisabled,
    };

    /// <summary>The option alone says true.</summary>
    private static bool? Flag(ParseResult parsed, Option<bool?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option) ?? true;

    private static PeerRights Read(string[] words) =>
        words.SelectMany(w => w.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Aggregate(
            PeerRights.None,
            (all, w) => Rights.TryGetValue(w, out PeerRights right) ? all | right : throw new CommandException($"'{w}' is no right: store, query, retrieve, all or none", ExitCode.Usage));

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
