"""How an audit is computed and what it leaves out, as its page admits it in both languages."""

from pipeline.domain.label import Label

METHOD = Label("怎样算出来的，哪些没有算", "How this was computed, and what was not")
METHOD_POINTS: tuple[Label, ...] = (
    Label(
        "每台探头的视域都是一个多边形：画面边界、视线和像素密度三者的交集，逐条边算出，不是抽样估计；"
        "弯曲的边界一律取在偏小的一侧，禁拍区取在偏大的一侧。",
        "Each camera's view is a polygon, where its picture, its free sight lines and its pixel"
        " density meet, worked out edge by edge; nothing is sampled. Curved edges are drawn on the"
        " smaller side, and for prohibited zones on the larger.",
    ),
    Label(
        "安装偏差：站点文件未另写明时，水平和俯仰各 ±2°、横滚 ±1°、位置和高度 ±0.1 米"
        "（本软件的假定）。结论只看在这些偏差之内怎样装都看得到的区域。",
        "Tolerances of mounting: ±2° in pan and in tilt, ±1° in roll, ±0.1 m in place and height"
        " where the site file states no others (our assumption). The verdict counts only what is"
        " seen however a camera hangs within them.",
    ),
    Label(
        "镜头按站点文件写明的投影计算：直线、等距（f·θ）、等立体角、体视、鱼眼，多目探头逐目计算；"
        "投影之外的畸变没有计算。",
        "Lenses are taken by the projection that the site file states: rectilinear, equidistant"
        " (f·θ), equisolid, stereographic, fisheye, several heads one by one. Distortion beyond"
        " that is not computed.",
    ),
    Label(
        "遮挡物按图上写明的底高和顶高计算：可以从矮墙上方、吊挂物下方看过去；"
        "未写高度的按通高计算。",
        "What hides does so from its bottom to its top as the plan states them: cameras look over"
        " low walls and below what hangs. What has no height is of full height.",
    ),
    Label(
        "求覆盖时，门按关闭、玻璃和绿篱按不透明计算；查禁拍区时相反，门按敞开、玻璃按透明计算。",
        "For coverage, doors are closed, and glass and hedges opaque; for prohibited zones it is"
        " the opposite: doors are open and glass is clear.",
    ),
    Label(
        "视线进入禁拍区的，像素密度达到 12.5 像素/米即为违规，低于此值只作提示。",
        "A view into a prohibited zone is a violation from 12.5 pixels per metre on; below that it"
        " is only noted.",
    ),
    Label(
        "夜间只在条款写明或用 --night 要求时计算，依据图上的照明区域和探头补光距离。",
        "Night is computed only where a clause or --night asks for it, from the lit areas of the"
        " plan and the infrared range of the cameras.",
    ),
    Label(
        "云台探头只计守望位；转动可及的区域另列，不计入覆盖。",
        "Of a PTZ camera the home position counts; what it could turn to is told and not counted.",
    ),
    Label(
        "窄到容不下一个人的部位，未看到的面积超过 5 % 即不符合。",
        "A zone too narrow for a person fails when more than 5 % of it is not seen.",
    ),
    Label(
        "没有计算：反光与逆光、树木生长、人与人和车辆的临时遮挡、各部位地面标高（ground_m）以外的地形起伏、"
        "探头故障。",
        "Not computed: reflections and glare, the growth of trees, people who hide one another and"
        " passing vehicles, ground other than flat at the ground_m of each zone, broken cameras.",
    ),
    Label(
        "本报告是按平面图做的几何审核，不能代替现场验收；图与现场不符，结论随之失效。",
        "This is an audit of the plan by geometry and no substitute for an inspection on site;"
        " where the plan is wrong, so is the verdict.",
    ),
)
