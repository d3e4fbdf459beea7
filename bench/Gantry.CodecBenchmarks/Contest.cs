using System.Buffers;
using Gantry.Codecs;

namespace Gantry.CodecBenchmarks;

/// <summary>One codec against one native library, on one frame: both decode the same stream, both encode the same samples.</summary>
/// <param name="Codec">The codec's name.</param>
/// <param name="Library">Whom it is measured against.</param>
/// <param name="Goal">The least ratio of their time to ours.</param>
internal sealed record Contest(string Codec, string Library, double Goal)
{
    public required Func<byte[], Frame, IBufferWriter<byte>, CodecError?> Encode { get; init; }

    public required Func<byte[], Frame, byte[], CodecError?> Decode { get; init; }

    /// <summary>The native encoder: bytes written, or 0 where it keeps them to itself.</summary>
    public required Func<Frame, FixedBuffer, nint> TheirEncode { get; init; }

    public required Func<byte[], Frame, byte[], nint> TheirDecode { get; init; }

    /// <summary>Both read the native encoder's stream, where it gives one; otherwise ours.</summary>
    public bool ReadsTheirs { get; init; } = true;

    /// <summary>The greatest difference between both decoders' samples; for lossy JPEG the standard leaves freedom.</summary>
    public int Tolerance { get; init; }

    public bool IsEightBits { get; init; }

}
