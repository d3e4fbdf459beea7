using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Archive.Corrections;

/// <summary>Which corrections can be made. Identities (UIDs, SOP class), what tells how pixels are read, and what other attributes hang on are not corrected; sequences are not either.</summary>
public static class CorrectionRules
{
    public const int MaxChanges = 100;
    public const int MaxWhyLength = 500;

    /// <summary>Null where all is well.</summary>
    public static CorrectionFault? Check(Correction correction)
    {
        ArgumentNullException.ThrowIfNull(correction);
        if (string.IsNullOrWhiteSpace(correction.Why) || correction.Why.Length > MaxWhyLength)
        {
            return new CorrectionFault("reason-missing", $"Say why, in at most {MaxWhyLength} characters.");
        }

        if (correction.Target is not { } target)
        {
            return new CorrectionFault("target-missing", "Name a patient, a study, a series or an instance.");
        }

        return target.Patient is { Id: "" } ? new CorrectionFault("target-missing", "Studies without a Patient ID are corrected one by one.")
            : correction.Changes.Count is 0 or > MaxChanges ? new CorrectionFault("nothing-to-change", $"Name 1 to {MaxChanges} attributes.")
            : correction.Changes.GroupBy(c => c.Tag).FirstOrDefault(g => g.Count() > 1) is { } twice ? new CorrectionFault("named-twice", $"{NameOf(twice.Key)} is named twice.")
            : correction.Changes.Select(change => Check(target, change)).FirstOrDefault(fault => fault is not null);
    }

    private static CorrectionFault? Check(CorrectionTarget target, AttributeChange change)
    {
        DicomTag tag = change.Tag;
        if (tag.IsPrivate || tag.IsGroupLength || !DicomDictionary.TryFind(tag, out DicomAttribute? attribute))
        {
            return new CorrectionFault("attribute-unknown", $"{tag} is not an attribute of the standard.");
        }

        if (attribute.Vrs.Contains(Vr.UI))
        {
            return new CorrectionFault("uid-not-correctable", $"{NameOf(tag)} is a UID: other instances may refer to it.");
        }

        if (!IsCorrectable(tag, attribute))
        {
            return new CorrectionFault("attribute-not-correctable", $"{NameOf(tag)} cannot be corrected.");
        }

        if (!Reaches(target, tag))
        {
            return new CorrectionFault("target-does-not-fit", $"{NameOf(tag)} is not corrected for {Words(target)}: the same values must hold for all that share them.");
        }

        if (tag == Tags.PatientID && change.Values is not [{ Length: > 0 }])
        {
            return new CorrectionFault("patient-id-needed", "A Patient ID is replaced by another one, never taken away.");
        }

        return change.Values is { } values && CorrectedValues.FindFault(attribute, values) is { } wrong ? new CorrectionFault("value-not-valid", $"{NameOf(tag)}: {wrong}.") : null;
    }

    private static bool IsCorrectable(DicomTag tag, DicomAttribute attribute) =>
        tag.Group is not (0x0000 or 0x0002 or 0x0004 or 0x0028 or 0x0400 or 0x4FFE) and < 0x5000
        && tag != Tags.SpecificCharacterSet && tag != Tags.Modality
        && attribute.Vrs.All(vr => VrRules.IsString(vr) || VrRules.ValueBytes(vr) > 0) && !attribute.Vrs.Contains(Vr.AT);

    /// <summary>What belongs to a patient is the same in all of a study, what belongs to a study in all its series, and so on (PS3.3 A.1.2).</summary>
    private static bool Reaches(CorrectionTarget target, DicomTag tag)
    {
        QueryLevel? level = IndexedAttributes.Find(tag)?.Level;
        bool isOfPatient = level == QueryLevel.Patient || (level is null && tag.Group == 0x0010);
        return target switch
        {
            { Patient: not null } => isOfPatient,
            { Instance: not null } => !isOfPatient && level is null or QueryLevel.Instance,
            { Series: not null } => !isOfPatient && level is null or QueryLevel.Series or QueryLevel.Instance,
            _ => true,
        };
    }

    private static string Words(CorrectionTarget target) => target.Patient is not null ? "all studies of a patient" : target.Instance is not null ? "one instance alone" : "one series alone";

    private static string NameOf(DicomTag tag) => DicomDictionary.KeywordOf(tag) ?? tag.ToString();
}
