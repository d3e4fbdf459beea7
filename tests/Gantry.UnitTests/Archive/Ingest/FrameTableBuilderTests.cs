using System.Buffers.Binary;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Xunit;
using Tags = Gantry.Dicom.Dictionary.Tags;

namespace Gantry.UnitTests.Archive.Ingest;

public sealed class FrameTableBuilderTests
{
    private const long DatasetOffset = 1000;

    [Theory]
    [InlineData("3", "16", "MONOCHROME2", 384, 3, 1024)]
    [InlineData("", "16", "MONOCHROME2", 128, 1, 1024)]
    [InlineData("3", "16", "MONOCHROME2", 300, 2, 1024)]
    [InlineData("2", "1", "MONOCHROME2", 16, 2, 64)]
    [InlineData("2147483647", "8", "MONOCHROME2", 640, 10, 512)]
    [InlineData("1", "8", "YBR_FULL_422", 128, 1, 1024)]
    public void NativeFramesAreEqualSteps(string frames, string bits, string photometric, long length, int count, long frameBits)
    {
        FrameTableBuilder builder = new();
        builder.NativePixelData(Tags.PixelData, 200, length);
        FrameTable table = builder.Build(Attributes(frames, bits, photometric), DatasetOffset)!;
        Assert.Equal((count, false, frameBits, new ByteRange(1200, length)), (table.Count, table.IsEncapsulated, table.BitsPerFrame, table.PixelData));
    }

    [Theory]
    [InlineData("1", "16", 127)]
    [InlineData("1", "0", 128)]
    [InlineData("1", "16", 0)]
    public void WhatHoldsNoWholeFrameHasNoTable(string frames, string bits, long length)
    {
        FrameTableBuilder builder = new();
        builder.NativePixelData(Tags.PixelData, 200, length);
        Assert.Null(builder.Build(Attributes(frames, bits), DatasetOffset));
    }

    [Fact]
    public void FloatPixelsHaveTheBitsOfTheirAttribute()
    {
        FrameTableBuilder builder = new();
        builder.NativePixelData(Tags.DoubleFloatPixelData, 0, 1024);
        Assert.Equal((2, 4096L), Build("2", "16") is var table ? (table!.Count, table.BitsPerFrame) : default);

        FrameTable? Build(string frames, string bits) => builder.Build(Attributes(frames, bits), DatasetOffset);
    }

    [Fact]
    public void AFragmentAFrameNeedsNoOffsets() => Assert.Equal([[1108L], [1216L], [1324L]], Starts(Encapsulated("3", 3)));

    [Fact]
    public void AllFragmentsAreOneFramesWhenThereIsOne() => Assert.Equal([[1108L, 1216L, 1324L]], Starts(Encapsulated("1", 3)));

    [Fact]
    public void OffsetsTellWhichFragmentsBelongTogether()
    {
        Assert.Equal([[1108L, 1216L], [1324L]], Starts(Encapsulated("2", 3, b => b.BasicOffsets(Offsets(4, 0, 216)))));
        Assert.Equal([[1108L], [1216L, 1324L]], Starts(Encapsulated("2", 3, b => b.ExtendedOffsets(Offsets(8, 0, 108)))));

        // The extended table goes before the basic one, which then cannot say.
        Assert.Equal([[1108L], [1216L, 1324L]], Starts(Encapsulated("2", 3, b =>
        {
            b.ExtendedOffsets(Offsets(8, 0, 108));
            b.BasicOffsets(Offsets(4, 0, 216));
        })));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(8, 108)]
    [InlineData(0, 0)]
    [InlineData(216, 0)]
    [InlineData(0, 4000)]
    public void OffsetsThatDoNotFitTellNothing(int first, int second) => Assert.Null(Encapsulated("2", 3, b => b.BasicOffsets(Offsets(4, first, second))));

    [Fact]
    public void WithoutOffsetsFragmentsOfSeveralFramesCannotBeToldApart()
    {
        Assert.Null(Encapsulated("2", 3));
        Assert.Null(Encapsulated("4", 3));
        Assert.Null(new FrameTableBuilder().Build(Attributes("1", "16"), DatasetOffset));
    }

    private static AttributeSet Attributes(string frames, string bits, string photometric = "MONOCHROME2") => new()
    {
        [Tags.Rows] = "8", [Tags.Columns] = "8", [Tags.BitsAllocated] = bits, [Tags.NumberOfFrames] = frames, [Tags.PhotometricInterpretation] = photometric,
        [Tags.SamplesPerPixel] = photometric == "MONOCHROME2" ? "1" : "3",
    };

    /// <summary>Fragments of 100 bytes behind their headers of eight, the first header at byte 100 of the data set.</summary>
    private static FrameTable? Encapsulated(string frames, int fragments, Action<FrameTableBuilder>? offsets = null)
    {
        FrameTableBuilder builder = new();
        offsets?.Invoke(builder);
        for (int i = 0; i < fragments; i++)
        {
            builder.Fragment(108 + (108 * i), 100);
        }

        return builder.Build(Attributes(frames, "16"), DatasetOffset);
    }

    private static long[][] Starts(FrameTable? table) => [.. table!.Fragments.Select(f => f.Select(r => r.Offset).ToArray())];

    private static byte[] Offsets(int size, params int[] values)
    {
        byte[] table = new byte[size * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(size * i), values[i]);
        }

        return table;
    }
}
