using Gantry.Dicom.Files;
using Gantry.Imaging.Frames;
using Gantry.Imaging.Presentation;
using Gantry.Imaging.Rendering;
using Gantry.Testing;
using Xunit;

namespace Gantry.InteropTests.Imaging;

/// <summary>Presentation states of the corpus, applied by us and by DCMTK's dcmp2pgm.</summary>
public sealed class PresentationStateTests
{
    [CorpusFact]
    public Task Tables_are_within_one_grey_level_of_dcmtk() => CompareAsync("prLUTs.dcm", "imageForPrLUTs.dcm");

    [CorpusFact]
    public Task Greys_below_overlays_are_within_one_grey_level_of_dcmtk() => CompareAsync("prOverlay.dcm", "overlay.dcm");

    private static async Task CompareAsync(string statePath, string imagePath)
    {
        CorpusFile state = Corpus.Files.Single(f => f.Path.EndsWith("/" + statePath, StringComparison.Ordinal)), image = Corpus.Files.Single(f => f.Path.EndsWith("/" + imagePath, StringComparison.Ordinal));
        string output = Path.GetTempFileName();
        try
        {
            await Tool.RunAsync("dcmp2pgm", "-p", state.FullPath, image.FullPath, output);
            byte[] pgm = await File.ReadAllBytesAsync(output);
            DicomFile read = DicomFile.Read(image.ReadAllBytes());
            Assert.Null(PixelFrames.Open(read.Dataset, read.TransferSyntax, out PixelFrames frames));
            Assert.Null(PresentationState.Apply(DicomFile.Read(state.ReadAllBytes()).Dataset, read.Dataset, frames.Description, 1, RenderOptions.Default, out var presented, out RenderOptions how));
            // The tool draws no overlays.
            Assert.Null(FrameRenderer.Render(presented, frames, 1, how with { ShowsOverlays = false }, out Picture ours));

            ReadOnlySpan<byte> theirs = pgm.AsSpan(pgm.Length - ours.Samples.Length);
            int worst = 0, beyond = 0;
            for (int i = 0; i < theirs.Length; i++)
            {
                int apart = Math.Abs(theirs[i] - ours.Samples[i]);
                worst = Math.Max(worst, apart);
                beyond += apart > 1 ? 1 : 0;
            }

            Assert.True(beyond == 0, $"{beyond} of {theirs.Length} differ, by {worst} at worst.");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
