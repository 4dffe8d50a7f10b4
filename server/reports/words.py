"""Words of reports, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from layers.text import Text

MONTHS = (
    Text("Januari", "January"),
    Text("Februari", "February"),
    Text("Maret", "March"),
    Text("April", "April"),
    Text("Mei", "May"),
    Text("Juni", "June"),
    Text("Juli", "July"),
    Text("Agustus", "August"),
    Text("September", "September"),
    Text("Oktober", "October"),
    Text("November", "November"),
    Text("Desember", "December"),
)
WORDS: Mapping[str, Text] = {
    # Signs of drawings
    "quarter": Text("TW", "Q"),
    "north": Text("U", "N"),
    "baseline": Text("awal", "baseline"),
    "current": Text("sekarang", "current"),
    "expected": Text("diharapkan", "expected"),
    "target": Text("target", "target"),
    "kept": Text("nilai yang disimpan", "values kept"),
    "kept_on": Text("dihitung pada", "computed on"),
    "on_layers": Text("dari lapisan", "on layers"),
    "scenario": Text("skenario", "scenario"),
    "no_value": Text("tanpa nilai", "no value"),
    "no_targets": Text("tanpa target", "no targets"),
    "meant": Text("tempat kegiatan", "place of an activity"),
    "place": Text("titik kegiatan", "site of an activity"),
    "river": Text("sungai", "river"),
    "road": Text("jalan utama", "main road"),
    "numbered": Text("Angka: nomor kecamatan dalam tabel", "Numbers: districts as in the table"),
    "reached": Text("tercapai", "reached"),
    "on-track": Text("sesuai rencana", "on track"),
    "behind": Text("tertinggal", "behind"),
    "no-data": Text("tanpa data", "no data"),
    "not-comparable": Text("tidak terbandingkan", "not comparable"),
    "planned": Text("direncanakan", "planned"),
    "running": Text("berjalan", "running"),
    "done": Text("selesai", "done"),
    "late": Text("terlambat", "late"),
    "million": Text("juta", "million"),
    "billion": Text("miliar", "billion"),
    "stamp": Text("{trust}. Sumber: {sources}. {on}", "{trust}. Sources: {sources}. {on}"),
    "source_layer": Text("{layer} r{revision} ({date})", "{layer} r{revision} ({date})"),
    # Cover
    "report": Text("Laporan rencana induk dan cetak biru", "Masterplan and blueprint report"),
    "region": Text("Wilayah", "Region"),
    "period": Text("Periode", "Period"),
    "standing": Text("Kedudukan", "Standing"),
    "draft": Text("rancangan", "draft"),
    "signed": Text("ditandatangani", "signed"),
    "evaluated": Text("dievaluasi", "evaluated"),
    "signed_on": Text("Penandatanganan", "Signing"),
    "vision": Text("Visi", "Vision"),
    "statement": Text("Pernyataan", "Statement"),
    "legal": Text("Dasar hukum", "Legal basis"),
    "evaluated_on": Text("Dievaluasi per", "Evaluated on"),
    "made_by": Text("Dibuat dengan", "Made with"),
    "trust": Text("Kepercayaan", "Trust"),
    "contents": Text("Isi", "Contents"),
    "example": Text(
        "Rencana ini memuat bagian yang dikarang (ilustratif). Bagian itu ditandai dan bukan "
        "rencana resmi daerah.",
        "Parts of this plan are made up (illustrative). They are marked, and are no official plan "
        "of the region.",
    ),
    "modelled": Text(
        "Lapisan dasarnya dimodelkan: angka menunjukkan cara kerja, bukan keadaan resmi.",
        "The layers beneath are modelled: figures show how it works, not an official state.",
    ),
    "sourced": Text("bersumber", "sourced"),
    "unverified": Text("belum diperiksa", "unverified"),
    "illustrative": Text("ilustratif", "illustrative"),
    # Summary
    "summary": Text("Ringkasan", "Summary"),
    "summary_lead": Text(
        "Dari {n} target, {reached} tercapai, {on_track} sesuai rencana, {behind} tertinggal, "
        "{no_data} tanpa data, dan {not_comparable} tidak terbandingkan.",
        "Of {n} targets, {reached} are reached, {on_track} on track, {behind} behind, {no_data} "
        "without data and {not_comparable} not comparable.",
    ),
    "pillar": Text("Pilar", "Pillar"),
    "governance": Text("Tata kelola (Smart Governance)", "Smart Governance"),
    "branding": Text("Citra daerah (Smart Branding)", "Smart Branding"),
    "economy": Text("Ekonomi (Smart Economy)", "Smart Economy"),
    "living": Text("Kehidupan (Smart Living)", "Smart Living"),
    "society": Text("Masyarakat (Smart Society)", "Smart Society"),
    "environment": Text("Lingkungan (Smart Environment)", "Smart Environment"),
    "targets_by_pillar": Text("Target menurut pilar dan status", "Targets by pillar and status"),
    "goals_by_pillar": Text("Tujuan dan statusnya", "Goals and where they stand"),
    "goal": Text("Tujuan", "Goal"),
    "status": Text("Status", "Status"),
    "n_targets": Text("Target", "Targets"),
    "contents_of_plan": Text(
        "Rencana memuat {goals} tujuan, {targets} target, {strategies} strategi, {programmes} "
        "program ({quick_wins} quick win), {activities} kegiatan, dan {steps} langkah oleh "
        "{work_units} perangkat daerah.",
        "The plan holds {goals} goals, {targets} targets, {strategies} strategies, {programmes} "
        "programmes ({quick_wins} quick wins), {activities} activities and {steps} steps by "
        "{work_units} work units.",
    ),
    # Profile
    "profile": Text("Profil wilayah", "Profile of the area"),
    "profile_lead": Text(
        "{people} penduduk di {area} ha: {density} orang per hektare.",
        "{people} people on {area} ha: {density} people per hectare.",
    ),
    "profile_table": Text("Kecamatan: luas dan penduduk", "Districts: area and people"),
    "number": Text("No.", "No."),
    "code": Text("Kode", "Code"),
    "district": Text("Kecamatan", "District"),
    "area_ha": Text("Luas (ha)", "Area (ha)"),
    "people": Text("Penduduk", "People"),
    "density": Text("Orang/ha", "People/ha"),
    "all_together": Text("Seluruhnya", "All together"),
    "map_density": Text("Kepadatan penduduk", "Density of people"),
    "potential": Text("Kekuatan dan kesenjangan", "Strengths and gaps"),
    "potential_lead": Text(
        "Persentil setiap kecamatan di antara pembandingnya ({peers}): dari 100 pembanding, berapa "
        "yang lebih buruk. ▲ kekuatan (mulai 75), ▼ kesenjangan (sampai 25).",
        "The percentile of each district among its peers ({peers}): of 100 peers, how many are "
        "worse. ▲ strength (from 75 on), ▼ gap (up to 25).",
    ),
    "percentiles": Text("Persentil menurut ukuran", "Percentiles by measure"),
    "measures": Text("Ukuran dalam tabel persentil", "Measures of the table of percentiles"),
    "letter": Text("Kolom", "Column"),
    "measure": Text("Ukuran", "Measure"),
    "unit": Text("Satuan", "Unit"),
    "median": Text("Tengah pembanding", "Middle of peers"),
    "better": Text("Lebih baik", "Better"),
    "better_up": Text("tinggi", "more"),
    "better_down": Text("rendah", "less"),
    "land_table": Text(
        "Lahan menurut zonasi, dalam hektare: yang boleh, dan yang tersedia",
        "Land under the zoning in hectares: allowed, and available",
    ),
    "land_for": Text("Kegiatan", "Activity"),
    "allowed_ha": Text("Boleh", "Allowed"),
    "protected_ha": Text("Lindung", "Protected"),
    "steep_ha": Text("Curam", "Steep"),
    "built_ha": Text("Terbangun atau air", "Built up or water"),
    "available_ha": Text("Tersedia", "Available"),
    # Targets
    "targets": Text("Target dan indikator", "Targets and indicators"),
    "targets_table": Text("Kedudukan setiap target", "Where each target stands"),
    "targets_chart": Text(
        "Target: awal, sekarang (dengan rentang), diharapkan, dan target",
        "Targets: baseline, current (with its range), expected and target",
    ),
    "indicator": Text("Indikator", "Indicator"),
    "gap": Text("Kurang", "Gap"),
    "value": Text("Nilai", "Value"),
    "range": Text("Rentang", "Range"),
    "part": Text("Bagian", "Part"),
    "whole": Text("Keseluruhan", "Whole"),
    "by_district": Text("{indicator}: menurut kecamatan", "{indicator}: by district"),
    "by_hand": Text(
        "Diisi dengan tangan: nilai {value} ({year}), sumber: {source}.",
        "Entered by hand: value {value} ({year}), source: {source}.",
    ),
    "why_none": Text("Tanpa nilai: {reason}", "Without a value: {reason}"),
    "served_by": Text(
        "Program yang melayani: {programmes}", "Programmes that serve it: {programmes}"
    ),
    "up": Text("naik", "up"),
    "down": Text("turun", "down"),
    # Logframe
    "logframe": Text("Kerangka logis", "Logframe"),
    "logframe_table": Text(
        "Tujuan, strategi, program, dan kegiatan", "Goals, strategies, programmes and activities"
    ),
    "level": Text("Jenjang", "Level"),
    "what": Text("Uraian", "Statement"),
    "measured_by": Text("Indikator dan target", "Indicator and target"),
    "verified_by": Text("Cara memeriksa", "Means of verification"),
    "who_when": Text("Siapa dan kapan", "Who and when"),
    "strategy": Text("Strategi", "Strategy"),
    "programme": Text("Program", "Programme"),
    "activity": Text("Kegiatan", "Activity"),
    "quick_win": Text("quick win", "quick win"),
    "short": Text("jangka pendek", "short term"),
    "medium": Text("jangka menengah", "medium term"),
    "long": Text("jangka panjang", "long term"),
    "computed": Text("dihitung dari lapisan: {id}", "computed from layers: {id}"),
    "entered": Text("diisi dengan tangan dan sumbernya", "entered by hand with its source"),
    "budget": Text("Anggaran", "Budget"),
    "partners": Text("bersama {names}", "with {names}"),
    # Roadmap, activities
    "roadmap": Text("Peta jalan", "Roadmap"),
    "roadmap_sheet": Text(
        "Program dan langkah menurut triwulan, lembar {n} dari {of}",
        "Programmes and steps by quarter, sheet {n} of {of}",
    ),
    "gantt_alt": Text(
        "Bagan batang {n} baris dari {start} sampai {end}; tabel matriks perangkat daerah memuat "
        "tanggal yang sama.",
        "Bar chart of {n} lines from {start} to {end}; the matrix of work units has the same "
        "dates.",
    ),
    "activities": Text("Kegiatan dan tempatnya", "Activities and their places"),
    "activities_map": Text("Tempat kegiatan", "Places of activities"),
    "activities_table": Text("Kegiatan, tempat, dan keluarannya", "Activities, places and outputs"),
    "where": Text("Tempat", "Place"),
    "outputs": Text("Keluaran", "Outputs"),
    "whole_region": Text("seluruh wilayah", "the whole region"),
    "n_edits": Text("{n} perubahan di peta", "{n} edits of the map"),
    "shapes": Text("bentuk dalam berkas rencana", "shapes in the plan's file"),
    "layer_place": Text("lapisan {id}", "layer {id}"),
    # Matrix
    "matrix": Text("Matriks perangkat daerah", "Matrix of work units"),
    "matrix_table": Text(
        "Langkah menurut perangkat daerah, bagian {n} dari {of}",
        "Steps by work unit, part {n} of {of}",
    ),
    "work_units_table": Text("Perangkat daerah", "Work units"),
    "work_unit": Text("Perangkat daerah", "Work unit"),
    "step": Text("Langkah", "Step"),
    "n_steps": Text("Langkah", "Steps"),
    "owns": Text("Pemilik program", "Owner of"),
    "partner_of": Text("Mitra program", "Partner of"),
    "id": Text("Id", "Id"),
    # Effects
    "effects": Text("Pengaruh program", "Effect of programmes"),
    "effects_lead": Text(
        "Yang dihitung hanya program yang kegiatannya mengubah peta.",
        "Only programmes whose activities change the map are computed.",
    ),
    "ranking_table": Text(
        "Program menurut perubahan per miliar rupiah, lalu per bulan",
        "Programmes by change for a billion rupiah, and for a month",
    ),
    "change": Text("Perubahan ke arah target", "Change towards the target"),
    "per_billion": Text("Per miliar", "Per billion"),
    "per_month": Text("Per bulan", "Per month"),
    "before": Text("Tanpa", "Without"),
    "after": Text("Dengan", "With"),
    "of_gap": Text("Dari kekurangan (%)", "Of the gap (%)"),
    "effect_table": Text("{programme}: sebelum dan sesudah", "{programme}: before and after"),
    "gained": Text("Tambahan", "Gained"),
    "gaining_table": Text(
        "{programme}, {target}: kecamatan yang berubah",
        "{programme}, {target}: districts that change",
    ),
    "unmoved": Text("Tanpa perubahan: {names}.", "No change: {names}."),
    "no_effects": Text("Tidak ada program yang dapat dihitung.", "No programme can be computed."),
    "without_effect": Text("Program tanpa perhitungan", "Programmes that are not computed"),
    "why": Text("Sebab", "Reason"),
    "yes": Text("ya", "yes"),
    "no": Text("tidak", "no"),
    # What is missing, sources, methods
    "missing": Text("Yang belum ada", "What is missing"),
    "missing_table": Text(
        "Mata rantai dan nilai yang belum ada", "Links and values that are missing"
    ),
    "part_of": Text("Bagian rencana", "Part of the plan"),
    "complete": Text(
        "Rantai program sampai target lengkap.", "The chain from programme to target is complete."
    ),
    "sources": Text("Sumber dan kepercayaan", "Sources and trust"),
    "layers_table": Text("Lapisan yang dipakai", "Layers used"),
    "layer": Text("Lapisan", "Layer"),
    "revision": Text("Revisi", "Revision"),
    "data_date": Text("Tanggal data", "Data date"),
    "source": Text("Sumber", "Source"),
    "licence": Text("Lisensi", "Licence"),
    "facts_table": Text("Fakta rencana menurut sumbernya", "Facts of the plan by their source"),
    "facts": Text("Fakta", "Facts"),
    "methods": Text("Metode", "Methods"),
    "again": Text("Ulangi: {line}", "Again: {line}"),
    "nothing_here": Text("Rencana tidak memuat bagian ini.", "The plan has none of these."),
}
