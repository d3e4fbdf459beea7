using System.Buffers;
using System.IO.Pipelines;
using Gantry.Dicom;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Transcoding;
using Gantry.Server.DicomWeb.Pixels;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Frames brought to another transfer syntax, one in memory at a time.</summary>
internal sealed class TranscodedFrames(InstancePixels pixels, TransferSyntax to, PixelWork work) : FrameSource
{
    // The stored original stays: nothing depends on what is made here being right for ever, so it is not decoded again to compare.
    private static readonly TranscodeOptions Options = TranscodeOptions.Default with { Verifies = false };

    private readonly ArrayBufferWriter<byte> current = new();
    private int prepared;

    public override int Count => pixels.Count;

    public override bool NeedsPreparing => true;

    public override async ValueTask<ImagingError?> PrepareAsync(int frame, CancellationToken cancellationToken)
    {
        if (prepared == frame)
        {
            return null;
        }

        prepared = 0;
        current.ResetWrittenCount();
        using IDisposable place = await work.EnterAsync(cancellationToken).ConfigureAwait(false);
        (ImagingError? error, PixelFrames frames) = await pixels.OpenAsync(frame, cancellationToken).ConfigureAwait(false);
        error ??= Transcoder.TranscodeFrame(frames, frame, to, Options, current);
        prepared = error is null ? frame : 0;
        return error;
    }

    public override long LengthOf(int frame) => prepared == frame ? current.WrittenCount : throw new InvalidOperationException("The frame is not prepared.");

    public override async ValueTask WriteAsync(int frame, long offset, long length, PipeWriter output, CancellationToken cancellationToken) =>
        await output.WriteAsync(current.WrittenMemory.Slice((int)offset, (int)length), cancellationToken).ConfigureAwait(false);
}
