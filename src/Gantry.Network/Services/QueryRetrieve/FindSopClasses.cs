using System.Collections.Frozen;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>The SOP classes of C-FIND (PS3.4 C.6).</summary>
public static class FindSopClasses
{
    public const string PatientRoot = "1.2.840.10008.5.1.4.1.2.1.1";
    public const string StudyRoot = "1.2.840.10008.5.1.4.1.2.2.1";
    public const string PatientStudyOnly = "1.2.840.10008.5.1.4.1.2.3.1";

    public static readonly FrozenDictionary<string, InformationModel> All = new Dictionary<string, InformationModel>
    {
        [PatientRoot] = InformationModel.PatientRoot,
        [StudyRoot] = InformationModel.StudyRoot,
        [PatientStudyOnly] = InformationModel.PatientStudyOnly,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Of(InformationModel model) => All.Single(c => c.Value == model).Key;
}
