using Gantry.Codecs.Jpeg2000.Encoding;
using Gantry.Codecs.Jpeg2000.HighThroughput;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>
/// What one frame leaves for the next: the frames of a series have the same main header as a rule, and then need the same layout of tiles, which is by far the most of
/// what a decoder or an encoder makes. Bounded by the layouts that <see cref="TileLayout"/> keeps.
/// </summary>
internal sealed class Jpeg2000Scratch
{
    /// <summary>Places of a list that is kept.</summary>
    private const int MaxKept = 1 << 16;

    private byte[] header = [];
    private Codestream? kept;

    /// <summary>Code-blocks of the packet being read, segment and length.</summary>
    public List<(CodeBlock Block, int Segment, int Length)> Pending { get; } = [];

    /// <summary>Precincts in the order of their places.</summary>
    public List<(int Y, int X, int C, int R, int K)> Order { get; } = [];

    /// <summary>Components that are written side by side.</summary>
    public ComponentRows[] Rows { get; } = [new(), new(), new()];

    /// <summary>The wavelet level that is undone whole.</summary>
    public InverseLevel Level { get; } = new();

    public CodeBlockEncoder BlockEncoder { get; } = new();

    public CleanUpEncoder HighThroughputEncoder { get; } = new();

    public PacketWriter PacketWriter { get; } = new();

    /// <summary>Passes of the tile being encoded.</summary>
    public List<CodingPass> Passes { get; } = [];

    /// <summary>Code-blocks of the tile being encoded.</summary>
    public List<EncodedBlock> Blocks { get; } = [];

    /// <summary>Reads a codestream, into the objects of the last one where it has the same main header.</summary>
    public CodecError? Open(ReadOnlySpan<byte> stream, bool stopAtTiles, out Codestream codestream)
    {
        if (kept is { } same && stream.StartsWith(header))
        {
            codestream = same;
            codestream.Restart();
            return stopAtTiles ? null : codestream.ReadTileParts(stream);
        }

        kept = null;
        CodecError? error = Codestream.Read(stream, stopAtTiles, out codestream);
        if (error is null && codestream.IsReusable)
        {
            kept = codestream;
            header = stream[..codestream.HeaderLength].ToArray();
        }

        return error;
    }

    /// <summary>Ends the frame.</summary>
    /// <param name="hasFailed">What is left of it may be anything.</param>
    public void Close(bool hasFailed)
    {
        Empty(Pending);
        Empty(Order);
        Empty(Passes);
        Empty(Blocks);
        if (hasFailed || kept is { IsReusable: false })
        {
            kept = null;
        }
    }

    private static void Empty<T>(List<T> list)
    {
        list.Clear();
        if (list.Capacity > MaxKept)
        {
            list.Capacity = 0;
        }
    }
}
