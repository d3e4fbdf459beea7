namespace Gantry.Network.UpperLayer;

/// <summary>What an acceptor agrees to.</summary>
public sealed record NegotiationPolicy
{
    /// <summary>Whether a service stands behind an abstract syntax.</summary>
    public required Func<string, bool> AcceptsAbstractSyntax { get; init; }

    /// <summary>Whether data sets can be taken for an abstract syntax in a transfer syntax.</summary>
    public required Func<string, string, bool> AcceptsTransferSyntax { get; init; }

    /// <summary>The service class application information that answers what was proposed for a SOP class in extended negotiation, or null for none (PS3.7 D.3.3.5).</summary>
    public Func<string, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>?> ExtendedAnswer { get; init; } = static (_, _) => null;

    /// <summary>Whether the requestor may play the SCP's role for a SOP class where it offers to, so that we can invoke operations on it (PS3.7 D.3.3.4).</summary>
    public Func<string, bool> MayInvoke { get; init; } = static _ => false;

    /// <summary>How many operations a requestor that asks for a window may have outstanding, 1 to 65535.</summary>
    public ushort MaxOperations { get; init; } = 16;

    /// <summary>The maximum length to announce, in bytes; 0 is unlimited.</summary>
    public uint MaxPduBytes { get; init; } = 256 * 1024;
}
