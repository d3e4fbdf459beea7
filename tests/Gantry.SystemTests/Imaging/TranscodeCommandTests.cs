using System.Buffers.Binary;
using System.Diagnostics;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Imaging;

/// <summary><c>gantry transcode</c> as a user calls it.</summary>
public sealed class TranscodeCommandTests : IDisposable
{
    private const int Frames = 2000;
    private const int Side = 256;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-transcode-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>An object of 2,000 frames and 125 MiB, there and back, in a heap of 96 MiB.</summary>
    [Fact]
    public void A_big_object_is_never_whole_in_memory()
    {
        string native = Path.Combine(folder.FullName, "big.dcm"), packed = Path.Combine(folder.FullName, "packed.dcm"), back = Path.Combine(folder.FullName, "back.dcm");
        WriteBig(native);

        Run("transcode", "--to", TransferSyntax.RleLossless.Uid, native, packed);
        Run("transcode", "--to", TransferSyntax.ExplicitVrLittleEndian.Uid, packed, back);

        using FileStream was = File.OpenRead(native), now = File.OpenRead(back);
        was.Position = was.Length - ((long)Frames * Side * Side);
        now.Position = now.Length - ((long)Frames * Side * Side);
        byte[] left = new byte[Side * Side], right = new byte[Side * Side];
        for (int frame = 1; frame <= Frames; frame++)
        {
            was.ReadExactly(left);
            now.ReadExactly(right);
            Assert.True(left.AsSpan().SequenceEqual(right), $"Frame {frame} differs.");
        }
    }

    private static void Run(params string[] arguments)
    {
        ProcessStartInfo start = GantryProgram.StartInfo(arguments);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x6000000";
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {error}{said.Result}");
    }

    /// <summary>A file whose frames are written one by one behind the attributes.</summary>
    private static void WriteBig(string path)
    {
        Dataset dataset = DatasetBuilder.Ct(Side, Side).Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7.2").Set(Tags.NumberOfFrames, Frames)
            .Set(Tags.BitsAllocated, 8).Set(Tags.BitsStored, 8).Set(Tags.HighBit, 7).Set(Tags.PixelRepresentation, 0).Set(Tags.PixelData, Vr.OB, new byte[2]);
        byte[] start = DatasetBuilder.EncodeFile(dataset);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(start.Length - 6), Frames * Side * Side);
        using FileStream file = File.Create(path);
        file.Write(start.AsSpan(0, start.Length - 2));
        byte[] frame = new byte[Side * Side];
        for (int i = 0; i < Frames; i++)
        {
            for (int at = 0; at < frame.Length; at++)
            {
                frame[at] = (byte)((at / 16) + i);
            }

            file.Write(frame);
        }
    }
}
