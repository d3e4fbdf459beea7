using System.Globalization;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Corrections;

/// <summary>
/// Applies corrections to a data set that leaves the archive, each with an item of Original Attributes Sequence (0400,0561) that says what was there before (PS3.3 C.12.1.1.9). Nested
/// data sets stay as they are. Where a value has characters that the data set's character set lacks, all its text becomes UTF-8.
/// </summary>
public static class CorrectedDataset
{
    private const string ModifyingSystem = "Gantry";

    /// <summary>True where the text was converted to UTF-8.</summary>
    public static bool Apply(Dataset dataset, IReadOnlyList<Correction> corrections)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(corrections);
        bool isConverted = corrections.Any(c => c.Changes.Any(change => !Holds(dataset, change)));
        if (isConverted)
        {
            Utf8Conversion.Convert(dataset);
        }

        List<Dataset> originals = [.. dataset.GetItems(Tags.OriginalAttributesSequence)];
        int before = originals.Count;
        foreach (Correction correction in corrections)
        {
            if (Apply(dataset, correction) is { } original)
            {
                originals.Add(original);
            }
        }

        if (originals.Count > before)
        {
            dataset.SetItems(Tags.OriginalAttributesSequence, [.. originals]);
        }

        return isConverted;
    }

    /// <summary>The item that says what was there; null where all was right already.</summary>
    private static Dataset? Apply(Dataset dataset, Correction correction)
    {
        List<AttributeChange> changes = [.. correction.Changes.Where(change => Differs(dataset, change))];
        if (changes.Count == 0)
        {
            return null;
        }

        Dataset modified = [];
        foreach (AttributeChange change in changes)
        {
            // What was not there is told by an attribute without a value.
            Element before = dataset.TryGet(change.Tag, out Element element) ? element : new Element { Tag = change.Tag, Vr = DicomDictionary.VrOf(change.Tag) };
            modified.Add(before);
        }

        foreach (AttributeChange change in changes)
        {
            if (change.Values is { } values)
            {
                dataset.Set(change.Tag, [.. values]);
            }
            else
            {
                dataset.Remove(change.Tag);
            }
        }

        return new Dataset()
            .SetItems(Tags.ModifiedAttributesSequence, modified)
            .Set(Tags.AttributeModificationDateTime, correction.At.UtcDateTime.ToString("yyyyMMddHHmmss.ffffff", CultureInfo.InvariantCulture) + "+0000")
            .Set(Tags.ModifyingSystem, ModifyingSystem)
            .Set(Tags.SourceOfPreviousValues)
            .Set(Tags.ReasonForTheAttributeModification, correction.Reason == CorrectionReason.Coerce ? "COERCE" : "CORRECT");
    }

    private static bool Differs(Dataset dataset, AttributeChange change) => change.Values is { } values
        ? !dataset.Contains(change.Tag) || !dataset.GetStrings(change.Tag).SequenceEqual(values)
        : dataset.Contains(change.Tag);

    /// <summary>Can the data set's character set write the values?</summary>
    private static bool Holds(Dataset dataset, AttributeChange change)
    {
        Vr vr = DicomDictionary.VrOf(change.Tag);
        if (change.Values is not { Count: > 0 } values || !VrRules.UsesCharacterSet(vr) || values.All(v => System.Text.Ascii.IsValid(v)))
        {
            return true;
        }

        dataset.CharacterSet.Encode(string.Join('\\', values), vr, out bool isExact);
        return isExact;
    }
}
