using System.Buffers;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// Writes patient and study rows. The first value of an attribute stays; an attribute that was missing is filled in from a later instance; nothing is overwritten,
/// since what differs between instances is for a person to decide.
/// </summary>
internal sealed class StudyWriter(Connection db)
{
    private const int MaxKept = 4096;

    private readonly Dictionary<string, StudyState> studies = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly CorrectionRows corrections = new(db);

    public void Forget()
    {
        studies.Clear();
        corrections.Forget();
    }

    public StudyState Get(string uid, ReadOnlySpan<byte> packed, AttributeSet attributes)
    {
        if (studies.TryGetValue(uid, out StudyState? state))
        {
            return state;
        }

        if (studies.Count >= MaxKept)
        {
            studies.Clear();
        }

        state = Find(packed) ?? Insert(uid, packed, attributes);
        studies.Add(uid, state);
        return state;
    }

    /// <summary>Adds the attributes that the row does not have yet.</summary>
    public void Fill(string uid, StudyState state, AttributeSet attributes)
    {
        byte[] before = ReceivedBag(state.Id, state.Corrections is not null);
        buffer.ResetWrittenCount();
        buffer.Write(before);
        Append(attributes, QueryLevel.Study, ~state.Present);
        Show(uid, state, buffer.WrittenSpan.ToArray(), attributes);
    }

    /// <summary>Makes the row again from what was received and the corrections that are in force now.</summary>
    public void ShowAnew(string uid, StudyState state) => Show(uid, state, ReceivedBag(state.Id, isCorrected: true), attributes: null);

    private void Show(string uid, StudyState state, byte[] received, AttributeSet? attributes)
    {
        byte[] bag = received;
        List<Correction>? inForce = Correct(uid, ref bag);
        StudyKeys keys = StudyKeys.From(bag, uid);
        DropSearchRows(state.Id, state.Recency);
        long patient = PatientOf(keys, inForce is null ? attributes : null, bag);
        db.Prepare("UPDATE study SET patient=?2, recency=?3, name_key=?4, patient_id=?5, accession=?6, description=?8, bag=?7 WHERE id=?1")
            .Bind(1, state.Id).Bind(2, patient).Bind(3, keys.Recency).Bind(4, keys.NameKey).Bind(5, keys.PatientId).Bind(6, keys.Accession).BindBlob(7, bag).Bind(8, keys.Description).Run();
        AddSearchRows(state.Id, keys, state.Modalities, bag);
        if (patient != state.Patient)
        {
            DropPatientIfAlone(state.Patient);
        }

        if (attributes is null || inForce is not null || state.Corrections is not null)
        {
            NoteCorrections(state.Id, received, bag, inForce);
        }

        state.Patient = patient;
        state.Recency = keys.Recency;
        state.Present = AttributeBag.Presence(received);
        state.Corrections = inForce;
    }

    private byte[] ReceivedBag(long id, bool isCorrected)
    {
        if (isCorrected && OriginalBags.Find(db, OriginalBags.Study, id) is { } original)
        {
            return original;
        }

        Statement select = db.Prepare("SELECT bag FROM study WHERE id=?1").Bind(1, id);
        select.Step();
        byte[] bag = select.Blob(0).ToArray();
        select.Reset();
        return bag;
    }

    /// <summary>The corrections in force, null for none, and the bag as they make it.</summary>
    private List<Correction>? Correct(string uid, ref byte[] bag)
    {
        if (!corrections.Any)
        {
            return null;
        }

        Span<byte> packed = stackalloc byte[PackedUid.MaxBytes];
        return corrections.Apply(packed[..PackedUid.Pack(uid, packed)], ref bag) is { Count: > 0 } inForce ? inForce : null;
    }

    private void NoteCorrections(long id, byte[] received, byte[] shown, List<Correction>? inForce)
    {
        OriginalBags.Put(db, OriginalBags.Study, id, received, shown);
        db.Prepare("UPDATE study SET corrections=?2, corrected=max(ifnull(corrected, 0), 1) WHERE id=?1").Bind(1, id).Bind(2, CorrectionRows.Join(inForce ?? [])).Run();
        db.Prepare("DELETE FROM correction_study WHERE study=?1").Bind(1, id).Run();
        foreach (Correction correction in inForce ?? [])
        {
            db.Prepare("INSERT INTO correction_study(correction, study) VALUES(?1, ?2)").Bind(1, correction.Number).Bind(2, id).Run();
        }
    }

    /// <summary>Sets Modalities in Study, with all that is found by it.</summary>
    public void SetModalities(StudyState state, string uid, string modalities)
    {
        Statement select = db.Prepare("SELECT bag FROM study WHERE id=?1").Bind(1, state.Id);
        select.Step();
        byte[] bag = select.Blob(0).ToArray();
        select.Reset();
        DropSearchRows(state.Id, state.Recency);
        db.Prepare("UPDATE study SET modalities=?2 WHERE id=?1").Bind(1, state.Id).Bind(2, modalities).Run();
        AddSearchRows(state.Id, StudyKeys.From(bag, uid), modalities, bag);
        state.Modalities = modalities;
    }

    /// <summary>Removes a study without series, and its patient with the last study.</summary>
    public void Delete(StudyState state)
    {
        DropSearchRows(state.Id, state.Recency);
        db.Prepare("DELETE FROM study WHERE id=?1").Bind(1, state.Id).Run();
        if (state.Corrections is not null)
        {
            OriginalBags.Drop(db, OriginalBags.Study, state.Id);
            db.Prepare("DELETE FROM correction_study WHERE study=?1").Bind(1, state.Id).Run();
        }

        DropPatientIfAlone(state.Patient);
    }

    public StudyState? Find(ReadOnlySpan<byte> packed)
    {
        Statement select = db.Prepare("SELECT id, patient, recency, modalities, bag, corrections FROM study WHERE uid=?1").BindBlob(1, packed);
        string? inForce = null;
        StudyState? state = null;
        if (select.Step())
        {
            state = new StudyState
            {
                Id = select.Int64(0),
                Patient = select.Int64(1),
                Recency = select.Int64(2),
                Modalities = select.Text(3)!,
                Present = AttributeBag.Presence(select.Blob(4)),
            };
            inForce = select.Text(5);
        }

        select.Reset();
        if (inForce is not null && corrections.Any)
        {
            state!.Corrections = CorrectionRows.Read(db, inForce);
            state.Present = AttributeBag.Presence(ReceivedBag(state.Id, isCorrected: true));
        }

        return state;
    }

    private StudyState Insert(string uid, ReadOnlySpan<byte> packed, AttributeSet attributes)
    {
        buffer.ResetWrittenCount();
        Append(attributes, QueryLevel.Study, UInt128.MaxValue);
        byte[] received = buffer.WrittenSpan.ToArray();
        byte[] bag = received;
        List<Correction>? inForce = Correct(uid, ref bag);
        StudyKeys keys = StudyKeys.From(bag, uid);
        string modalities = attributes[Tags.Modality] ?? "";
        long patient = PatientOf(keys, inForce is null ? attributes : null, bag);
        Statement insert = db.Prepare("""
            INSERT INTO study(uid, patient, recency, name_key, patient_id, accession, description, series_count, instance_count, modalities, change, bag)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?9, 0, 0, ?7, 0, ?8) RETURNING id
            """).BindBlob(1, packed).Bind(2, patient).Bind(3, keys.Recency).Bind(4, keys.NameKey).Bind(5, keys.PatientId).Bind(6, keys.Accession).Bind(7, modalities).BindBlob(8, bag).Bind(9, keys.Description);
        insert.Step();
        long id = insert.Int64(0);
        insert.Run();
        AddSearchRows(id, keys, modalities, bag);
        if (inForce is not null)
        {
            NoteCorrections(id, received, bag, inForce);
        }

        return new StudyState { Id = id, Patient = patient, Recency = keys.Recency, Modalities = modalities, Present = AttributeBag.Presence(received), Corrections = inForce };
    }

    /// <param name="keys">Of the study.</param>
    /// <param name="attributes">What the patient's row is filled in from; null where that is the study's own bag.</param>
    /// <param name="study">The study's bag.</param>
    private long PatientOf(StudyKeys keys, AttributeSet? attributes, ReadOnlySpan<byte> study)
    {
        Statement select = db.Prepare("SELECT id, bag FROM patient WHERE identity=?1").Bind(1, keys.PatientIdentity);
        long id = 0;
        buffer.ResetWrittenCount();
        if (select.Step())
        {
            id = select.Int64(0);
            buffer.Write(select.Blob(1));
        }

        select.Reset();
        int before = buffer.WrittenCount;
        UInt128 wanted = ~AttributeBag.Presence(buffer.WrittenSpan);
        if (attributes is not null)
        {
            Append(attributes, QueryLevel.Patient, wanted);
        }
        else
        {
            Append(study, wanted);
        }

        if (id != 0 && buffer.WrittenCount == before)
        {
            return id;
        }

        string? name = AttributeBag.Find(buffer.WrittenSpan, Tags.PatientName);
        Statement upsert = db.Prepare("""
            INSERT INTO patient(identity, name_key, bag) VALUES(?1, ?2, ?3)
            ON CONFLICT(identity) DO UPDATE SET name_key=excluded.name_key, bag=excluded.bag RETURNING id
            """).Bind(1, keys.PatientIdentity).Bind(2, NameKey.Of(name)).BindBlob(3, buffer.WrittenSpan);
        upsert.Step();
        id = upsert.Int64(0);
        upsert.Run();
        AddNameGroups(StudyKeys.GroupsOf(name), owner: 1, id);
        PatientTrigrams.Put(db, id, buffer.WrittenMemory);
        return id;
    }

    /// <summary>Makes a patient's row again: of each attribute the first value that a study of the patient shows.</summary>
    public void ShowPatientAnew(long patient)
    {
        Statement select = db.Prepare("SELECT p.bag, s.bag FROM study s JOIN patient p ON p.id=s.patient WHERE s.patient=?1 ORDER BY s.id").Bind(1, patient);
        string? before = null;
        buffer.ResetWrittenCount();
        bool isThere = false;
        while (select.Step())
        {
            (isThere, before) = (true, AttributeBag.Find(select.Blob(0), Tags.PatientName));
            Append(select.Blob(1), ~AttributeBag.Presence(buffer.WrittenSpan));
        }

        select.Reset();
        if (!isThere)
        {
            return;
        }

        foreach (string group in StudyKeys.GroupsOf(before))
        {
            db.Prepare("DELETE FROM name_group WHERE name_key=?1 AND owner=1 AND id=?2").Bind(1, group).Bind(2, patient).Run();
        }

        string? name = AttributeBag.Find(buffer.WrittenSpan, Tags.PatientName);
        db.Prepare("UPDATE patient SET name_key=?2, bag=?3 WHERE id=?1").Bind(1, patient).Bind(2, NameKey.Of(name)).BindBlob(3, buffer.WrittenSpan).Run();
        AddNameGroups(StudyKeys.GroupsOf(name), owner: 1, patient);
        PatientTrigrams.Put(db, patient, buffer.WrittenMemory);
    }

    private void DropPatientIfAlone(long patient)
    {
        db.Prepare("DELETE FROM patient WHERE id=?1 AND NOT EXISTS(SELECT 1 FROM study WHERE patient=?1)").Bind(1, patient).Run();
        if (db.Changes > 0)
        {
            db.Prepare("DELETE FROM name_group WHERE owner=1 AND id=?1").Bind(1, patient).Run();
            PatientTrigrams.Drop(db, patient);
        }
    }

    private void AddSearchRows(long id, StudyKeys keys, string modalities, byte[] bag)
    {
        foreach (string modality in modalities.Split('\\', StringSplitOptions.RemoveEmptyEntries))
        {
            db.Prepare("INSERT INTO study_modality(modality, recency, study) VALUES(?1, ?2, ?3)").Bind(1, modality).Bind(2, keys.Recency).Bind(3, id).Run();
        }

        AddNameGroups(keys.NameGroups, owner: 2, id);
        SearchTables.Add(db, StudyKeys.WordsRow(keys.Recency, id), modalities, bag);
    }

    private void AddNameGroups(IReadOnlyList<string> groups, int owner, long id)
    {
        foreach (string group in groups)
        {
            db.Prepare("INSERT OR IGNORE INTO name_group(name_key, owner, id) VALUES(?1, ?2, ?3)").Bind(1, group).Bind(2, owner).Bind(3, id).Run();
        }
    }

    private void DropSearchRows(long id, long recency)
    {
        Statement select = db.Prepare("SELECT modalities, bag FROM study WHERE id=?1").Bind(1, id);
        select.Step();
        string modalities = select.Text(0)!;
        string? name = AttributeBag.Find(select.Blob(1), Tags.PatientName);
        select.Reset();
        foreach (string modality in modalities.Split('\\', StringSplitOptions.RemoveEmptyEntries))
        {
            db.Prepare("DELETE FROM study_modality WHERE modality=?1 AND recency=?2 AND study=?3").Bind(1, modality).Bind(2, recency).Bind(3, id).Run();
        }

        foreach (string group in StudyKeys.GroupsOf(name))
        {
            db.Prepare("DELETE FROM name_group WHERE name_key=?1 AND owner=2 AND id=?2").Bind(1, group).Bind(2, id).Run();
        }

        SearchTables.Drop(db, StudyKeys.WordsRow(recency, id));
    }

    /// <summary>Adds the patient's attributes of a study's bag.</summary>
    private void Append(ReadOnlySpan<byte> bag, UInt128 wanted)
    {
        for (ReadOnlySpan<byte> before = bag; AttributeBag.TryNext(ref bag, out byte code, out _); before = bag)
        {
            if (AttributeCodes.LevelOf(code) == QueryLevel.Patient && (wanted & (UInt128.One << code)) != 0)
            {
                buffer.Write(before[..^bag.Length]);
            }
        }
    }

    private void Append(AttributeSet attributes, QueryLevel upTo, UInt128 wanted)
    {
        foreach ((DicomTag tag, string value) in attributes.All)
        {
            if (AttributeCodes.TryGet(tag, out byte code) && AttributeCodes.LevelOf(code) <= upTo && (wanted & (UInt128.One << code)) != 0)
            {
                AttributeBag.Append(buffer, code, value);
            }
        }
    }
}
