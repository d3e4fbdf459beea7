using System.Buffers;
using System.Diagnostics;
using Gantry.Codecs;
using Gantry.Codecs.Jpeg2000;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Transcoding;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>What our lossless encoders write, decoded bit by bit alike by DCMTK, GDCM and OpenJPH: depths, signs, odd sizes; zeros, extremes, a ramp and noise.</summary>
public sealed class EncoderProofTests
{
    /// <summary>Columns, rows, samples a pixel, bits stored, signed.</summary>
    private static readonly (int Columns, int Rows, int Samples, int Bits, bool IsSigned)[] Shapes =
    [
        (1, 1, 1, 8, false), (1, 1, 1, 16, true), (2, 1, 1, 12, false), (1, 5000, 1, 16, false), (5000, 1, 1, 12, false), (3, 7, 3, 8, false), (17, 9, 1, 10, true), (64, 64, 1, 16, true),
        (65, 63, 1, 9, false), (129, 257, 1, 16, false), (255, 33, 3, 8, false), (100, 101, 1, 8, false), (31, 300, 1, 13, true), (513, 11, 1, 15, false),
    ];

    [Theory]
    [InlineData("1.2.840.10008.1.2.5", "dcmdrle")]
    [InlineData("1.2.840.10008.1.2.4.57", "dcmdjpeg")]
    [InlineData("1.2.840.10008.1.2.4.70", "dcmdjpeg")]
    [InlineData("1.2.840.10008.1.2.4.80", "dcmdjpls")]
    [InlineData("1.2.840.10008.1.2.5", "gdcmconv")]
    [InlineData("1.2.840.10008.1.2.4.70", "gdcmconv")]
    [InlineData("1.2.840.10008.1.2.4.80", "gdcmconv")]
    [InlineData("1.2.840.10008.1.2.4.90", "gdcmconv")]
    public void Others_decode_what_we_encode(string uid, string tool)
    {
        TransferSyntax to = TransferSyntax.FromUid(uid);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-proof-");
        List<string> wrong = [];
        try
        {
            string from = Path.Combine(folder.FullName, "packed.dcm"), unpacked = Path.Combine(folder.FullName, "unpacked.dcm");
            foreach (var shape in Shapes)
            {
                Dataset original = Build(shape);
                Assert.Null(Transcoder.Transcode(original, TransferSyntax.ExplicitVrLittleEndian, to, TranscodeOptions.Default, out Dataset packed));
                File.WriteAllBytes(from, DatasetBuilder.EncodeFile(packed, to));
                File.Delete(unpacked);
                using Process process = Process.Start(new ProcessStartInfo(tool, tool == "gdcmconv" ? ["--raw", from, unpacked] : [from, unpacked]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                string said = process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode != 0 || !File.Exists(unpacked))
                {
                    wrong.Add($"{shape}: {said}");
                    continue;
                }

                DicomFile theirs = DicomFile.Read(File.ReadAllBytes(unpacked));
                for (int frame = 1; frame <= Patterns; frame++)
                {
                    if (!Cells(original, TransferSyntax.ExplicitVrLittleEndian, frame, shape.Bits).SequenceEqual(Cells(theirs.Dataset, theirs.TransferSyntax, frame, shape.Bits)))
                    {
                        wrong.Add($"{shape}: frame {frame} differs");
                    }
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task OpenJph_decodes_our_high_throughput_streams()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-proof-");
        try
        {
            List<string> arguments = ["openjph.mjs"];
            List<(string Name, byte[] Samples)> expected = [];
            void Add(string name, byte[] stream, byte[] samples)
            {
                string path = Path.Combine(folder.FullName, $"{expected.Count}.j2c");
                File.WriteAllBytes(path, stream);
                arguments.AddRange([path, path + ".raw"]);
                expected.Add((name, samples));
            }

            foreach (var shape in Shapes)
            {
                SampleFormat format = new(shape.Columns, shape.Rows, shape.Samples, shape.Bits, shape.IsSigned);
                for (int pattern = 0; pattern < Patterns; pattern++)
                {
                    byte[] samples = new byte[format.ByteLength];
                    Fill(samples, format.BytesPerSample, shape.Bits, shape.IsSigned, pattern);
                    ArrayBufferWriter<byte> output = new();
                    Assert.Null(Jpeg2000Encoder.Encode(samples, format, new Jpeg2000Options { IsHighThroughput = true, IsByResolution = pattern % 2 == 1 }, output));
                    Add($"{shape} pattern {pattern}", output.WrittenSpan.ToArray(), samples);
                }
            }

            // Passes that we read but do not write.
            foreach ((int width, int height, int greatest) in new[] { (16, 16, 3), (30, 27, 20), (64, 64, 100) })
            {
                RefinedBlock block = new(width, height, greatest, seed: 4);
                Add($"refined {width} by {height}", block.Stream, block.Samples);
            }

            await NpmPeers.NodeAsync([.. arguments]);
            for (int i = 0; i < expected.Count; i++)
            {
                byte[] theirs = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, $"{i}.j2c.raw"));
                Assert.True(theirs.AsSpan().SequenceEqual(expected[i].Samples), $"{expected[i].Name}: OpenJPH gives other samples.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private const int Patterns = 4;

    /// <summary>An instance with a frame of each pattern.</summary>
    private static Dataset Build((int Columns, int Rows, int Samples, int Bits, bool IsSigned) shape)
    {
        int bytes = shape.Bits > 8 ? 2 : 1;
        int frame = shape.Columns * shape.Rows * shape.Samples * bytes;
        byte[] pixels = new byte[(Patterns * frame) + (Patterns * frame % 2)];
        for (int pattern = 0; pattern < Patterns; pattern++)
        {
            Fill(pixels.AsSpan(pattern * frame, frame), bytes, shape.Bits, shape.IsSigned, pattern);
        }

        Dataset dataset = DatasetBuilder.Ct(shape.Rows, shape.Columns);
        dataset.Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7.3").Set(Tags.SamplesPerPixel, shape.Samples).Set(Tags.BitsAllocated, 8 * bytes).Set(Tags.BitsStored, shape.Bits)
            .Set(Tags.HighBit, shape.Bits - 1).Set(Tags.PixelRepresentation, shape.IsSigned ? 1 : 0).Set(Tags.NumberOfFrames, Patterns)
            .Set(Tags.PhotometricInterpretation, shape.Samples == 3 ? "RGB" : "MONOCHROME2").Set(Tags.PixelData, bytes == 2 ? Vr.OW : Vr.OB, pixels);
        return shape.Samples == 3 ? dataset.Set(Tags.PlanarConfiguration, 0) : dataset;
    }

    /// <summary>Zeros; least and greatest in turn; a ramp; noise over the whole range.</summary>
    private static void Fill(Span<byte> samples, int bytes, int bits, bool isSigned, int pattern)
    {
        Random random = new(bits);
        int least = isSigned ? -(1 << (bits - 1)) : 0;
        for (int i = 0; i < samples.Length / bytes; i++)
        {
            int value = pattern switch
            {
                0 => 0,
                1 => least + ((i & 1) * ((1 << bits) - 1)),
                2 => least + (i % (1 << bits)),
                _ => least + random.Next(1 << bits),
            };
            if (bytes == 1)
            {
                samples[i] = (byte)value;
            }
            else
            {
                BitConverter.TryWriteBytes(samples[(2 * i)..], (short)value);
            }
        }
    }

    /// <summary>A frame's cells without what lies above Bits Stored.</summary>
    private static byte[] Cells(Dataset dataset, TransferSyntax syntax, int frame, int bits)
    {
        Assert.Null(PixelFrames.Open(dataset, syntax, out PixelFrames frames));
        Assert.Null(frames.Decode(frame, out byte[] cells, out PixelDescription decoded));
        for (int i = 1; decoded.CellBytes == 2 && i < cells.Length; i += 2)
        {
            cells[i] &= (byte)(0xFF >> (16 - bits));
        }

        return cells;
    }
}
