using Gantry.Codecs.Jpeg2000.Encoding;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>A run of coding passes that share one terminated piece of bytes.</summary>
internal record struct CodeBlockSegment(int Passes, int MaxPasses, int Length);

/// <summary>A code-block: where it lies in its subband's part of the tile-component, and what the packets brought of it.</summary>
internal sealed class CodeBlock
{
    private EncodedBlock? encoded;

    public required int X { get; init; }
    public required int Y { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>Has been included in a packet.</summary>
    public bool IsIncluded { get; set; }

    /// <summary>Most significant bit planes that are all zero.</summary>
    public int EmptyPlanes { get; set; }

    /// <summary>Lblock (ITU-T T.800 B.10.7.1).</summary>
    public int LengthBits { get; set; } = 3;

    public int Passes { get; set; }

    public List<CodeBlockSegment> Segments { get; } = [];

    /// <summary>Where the block's bytes lie in the codestream, in order.</summary>
    public List<(int Start, int Length)> Pieces { get; } = [];

    /// <summary>What the encoder made of the block.</summary>
    public EncodedBlock Encoded => encoded ??= new EncodedBlock();

    public void Restart()
    {
        (IsIncluded, EmptyPlanes, LengthBits, Passes) = (false, 0, 3, 0);
        Segments.Clear();
        Pieces.Clear();
    }
}
