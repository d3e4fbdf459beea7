namespace Gantry.Network.UpperLayer;

/// <summary>What an acceptor agrees to.</summary>
public sealed record NegotiationPolicy
{
    /// <summary>Whether a service stands behind an abstract syntax.</summary>
    public required Func<string, bool> AcceptsAbstractSyntax { get; init; }

    /// <summary>Whether data sets in a transfer syntax can be taken.</summary>
    public required Func<string, bool> AcceptsTransferSyntax { get; init; }

    /// <summary>The service class application information to answer SOP class extended negotiation with, or null for none (PS3.7 D.3.3.5).</summary>
    public Func<string, ReadOnlyMemory<byte>?> ExtendedAnswer { get; init; } = static _ => null;

    /// <summary>How many operations a requestor that asks for a window may have outstanding, 1 to 65535.</summary>
    public ushort MaxOperations { get; init; } = 16;

    /// <summary>The maximum length to announce, in bytes; 0 is unlimited.</summary>
    public uint MaxPduBytes { get; init; } = 256 * 1024;
}
