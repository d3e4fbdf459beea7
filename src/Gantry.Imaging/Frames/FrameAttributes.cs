using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Frames;

/// <summary>Where the attributes of one frame stand: its own functional group, the shared one, or the data set itself (PS3.3 C.7.6.16).</summary>
public sealed class FrameAttributes
{
    private readonly Dataset dataset;
    private readonly Dataset? own;
    private readonly Dataset? shared;

    /// <param name="dataset">The instance's.</param>
    /// <param name="frame">Counted from 1.</param>
    public FrameAttributes(Dataset dataset, int frame)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        this.dataset = dataset;
        IReadOnlyList<Dataset> groups = dataset.GetItems(Tags.PerFrameFunctionalGroupsSequence);
        own = frame >= 1 && frame <= groups.Count ? groups[frame - 1] : null;
        shared = dataset.GetItems(Tags.SharedFunctionalGroupsSequence) is [var first, ..] ? first : null;
    }

    /// <summary>The item that holds a macro's attributes: that of its sequence in a functional group, or the data set where it has <paramref name="key"/> itself.</summary>
    public Dataset? Find(DicomTag sequence, DicomTag key) =>
        own?.GetItems(sequence) is [var ofFrame, ..] ? ofFrame
        : shared?.GetItems(sequence) is [var ofAll, ..] ? ofAll
        : dataset.Contains(key) ? dataset : null;
}
