using System.Buffers;

namespace Gantry.Network.Pdu;

/// <summary>What the framer found next: the start of a P-DATA-TF, a fragment inside it, or another PDU whole.</summary>
public readonly struct PduFrame
{
    private PduFrame(FrameKind kind, PduType type, ReadOnlySequence<byte> body, PdvFragment fragment)
    {
        Kind = kind;
        Type = type;
        Body = body;
        Fragment = fragment;
    }

    public FrameKind Kind { get; }
    public PduType Type { get; }

    /// <summary>The bytes after the header, of a <see cref="FrameKind.Whole"/> PDU; borrowed from the buffer given.</summary>
    public ReadOnlySequence<byte> Body { get; }

    public PdvFragment Fragment { get; }

    internal static PduFrame Whole(PduType type, ReadOnlySequence<byte> body) => new(FrameKind.Whole, type, body, default);

    internal static PduFrame DataStart => new(FrameKind.DataStart, PduType.DataTransfer, default, default);

    internal static PduFrame Data(PdvFragment fragment) => new(FrameKind.Fragment, PduType.DataTransfer, default, fragment);
}
